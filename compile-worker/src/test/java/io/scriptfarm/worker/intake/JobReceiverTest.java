package io.scriptfarm.worker.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Poison;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.patience.Patience;
import io.scriptfarm.queue.ReceivedJob;
import io.scriptfarm.queue.Verdict;
import io.scriptfarm.store.memory.MemoryStore;
import io.scriptfarm.worker.artifact.CachedContents;
import io.scriptfarm.worker.execute.AwayClaims;
import io.scriptfarm.worker.execute.ClaimKeeper;
import io.scriptfarm.worker.execute.JobExecutor;
import io.scriptfarm.worker.execute.Marks;
import io.scriptfarm.worker.execute.WorkerMeters;
import io.scriptfarm.worker.execute.WorkerPorts;
import io.scriptfarm.worker.telemetry.JobTraces;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JobReceiverTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
  private static final PlanJob JOB =
      new PlanJob(
          "job-1",
          "build-1",
          new Project(
              Digest.ofUtf8("toolchain"),
              Digest.ofUtf8("snapshot"),
              new ProjectPath("tsconfig.json")));

  private final MemoryStore store = new MemoryStore(Duration.ofDays(1), CLOCK);
  private Claims claims = store.claims();
  private boolean reachable = true;
  private final List<Completion> completions = new ArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private JobReceiver receiver(JobExecutor executor) {
    WorkerPorts ports =
        new WorkerPorts(
            new CachedContents(store.artifacts(), 1000),
            store.outcomes(),
            new ClaimKeeper(claims),
            new Marks(claims, new Patience(Duration.ZERO, CLOCK), "worker-1"),
            store.attempts(),
            store.quarantine(),
            completions::add,
            () -> reachable,
            () -> {});
    return new JobReceiver(
        "worker-1",
        executor,
        ports,
        new WorkerMeters(registry, count -> {}),
        new JobTraces("worker-1", Optional.empty(), CLOCK),
        CLOCK);
  }

  private static ReceivedJob received() {
    return new ReceivedJob(JOB, 1, Instant.EPOCH, Optional.empty());
  }

  @Test
  void aJobThatRanIsAccepted() throws Exception {
    List<Job> ran = new ArrayList<>();

    Verdict verdict = receiver((job, results) -> ran.add(job)).handle(received());

    assertEquals(new Verdict.Accept(), verdict);
    assertEquals(List.of(JOB), ran);
  }

  @Test
  void aJobThatDidNotRunIsNotAccepted() {
    JobReceiver receiver =
        receiver(
            (job, results) -> {
              throw new StoreUnavailableException("away", new IOException("reset"));
            });

    assertThrows(StoreUnavailableException.class, () -> receiver.handle(received()));
  }

  @Test
  void whoWaitsForAPoisonJobIsToldAndItIsInQuarantine() {
    Set<CompileKey> keys = JOB.keys();
    store.claims().claim(keys, JOB.build(), Duration.ofMinutes(1));

    receiver((job, results) -> {}).onPoison(Optional.of(JOB), "three workers died of it");

    CompileKey key = PlanJob.key(JOB.project());
    Poison poison = Poison.of(key, JOB, "three workers died of it", Instant.EPOCH);
    assertEquals(
        List.of(
            new Completion(
                "job-1",
                "worker-1",
                Set.of(),
                Map.of(),
                Map.of(key, poison.outcome()),
                Duration.ZERO)),
        completions);
    assertEquals(Map.of(key, poison), store.quarantine().find(keys));
    assertEquals(keys, store.claims().claim(keys, "another build", Duration.ofMinutes(1)));
    assertEquals(1, registry.counter("farm.worker.poisoned").count());
  }

  @Test
  @DisplayName("R43 whoever waits for a poison job is told also when the store is away")
  void poisonIsToldWithoutTheStore() {
    claims = new AwayClaims();

    receiver((job, results) -> {}).onPoison(Optional.of(JOB), "three workers died of it");

    assertEquals(1, completions.size());
  }

  @Test
  @DisplayName("R43 no job is taken while the store is away")
  void isReadyWithTheStore() {
    JobReceiver receiver = receiver((job, results) -> {});
    assertTrue(receiver.ready());

    reachable = false;

    assertFalse(receiver.ready());
  }

  @Test
  void aJobThatCannotBeReadIsCounted() {
    receiver((job, results) -> {}).onPoison(Optional.empty(), "not a valid Job");

    assertEquals(List.of(), completions);
    assertEquals(1, registry.counter("farm.worker.poisoned").count());
  }
}
