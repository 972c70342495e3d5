package io.scriptfarm.orchestration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.api.Urgency;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@DisplayName("R46 shares of the queue")
class SharesTest {
  private static final Settled OUTCOME =
      new PlanJob.Planned(Digest.ofUtf8("plan"), Optional.empty());

  private final AtomicInteger slots = new AtomicInteger(8);
  private final Shares shares = new Shares(slots::get);

  @Test
  @DisplayName("are the same for each tenant, however many builds he has")
  void areOfTenants() {
    try (Shares.Share one = shares.join("ann", Urgency.BULK);
        Shares.Share two = shares.join("ann", Urgency.BULK);
        Shares.Share three = shares.join("ann", Urgency.BULK);
        Shares.Share only = shares.join("bob", Urgency.BULK);
        Shares.Share other = shares.join("ann", Urgency.INTERACTIVE)) {
      assertEquals(List.of(5, 5, 5), List.of(one.jobs(), two.jobs(), three.jobs()));
      assertEquals(16, only.jobs());
      assertEquals(16, other.jobs());
    }
  }

  @Test
  @DisplayName("grow when another build ends, and with the workers")
  void grow() {
    try (Shares.Share one = shares.join("ann", Urgency.BULK)) {
      shares.join("ann", Urgency.BULK).close();
      assertEquals(16, one.jobs());
      slots.set(40);
      assertEquals(80, one.jobs());
    }
  }

  @Test
  @DisplayName("are one job for builds in bulk while a pipeline's build runs")
  void leaveTheWayToPipelines() {
    try (Shares.Share bulk = shares.join("ann", Urgency.BULK);
        Shares.Share save = shares.join("ann", Urgency.INTERACTIVE)) {
      try (Shares.Share pipeline = shares.join("bob", Urgency.CI)) {
        assertEquals(16, pipeline.jobs());
        assertEquals(1, bulk.jobs());
        assertEquals(16, save.jobs());
      }
      assertEquals(16, bulk.jobs());
    }
  }

  @Test
  @DisplayName("R41 are those of all gateways together")
  void areOfAllGateways() {
    try (Shares.Share bulk = shares.join("ann", Urgency.BULK)) {
      shares.runElsewhere(Map.of(new Shares.Owner("ann", Urgency.BULK), 3));
      assertEquals(4, bulk.jobs());
      shares.runElsewhere(Map.of(new Shares.Owner("bob", Urgency.CI), 1));
      assertEquals(1, bulk.jobs());
      shares.runElsewhere(Map.of());
      assertEquals(16, bulk.jobs());
    }
  }

  @Test
  @DisplayName("are a job at least, without workers too")
  void areAJobAtLeast() {
    slots.set(0);
    List<Shares.Share> many = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      many.add(shares.join("ann", Urgency.BULK));
    }
    assertEquals(1, many.getFirst().jobs());
  }

  @Test
  @DisplayName("hold a build's other jobs back, unclaimed, until one is done; the work is counted")
  void holdBack() throws InterruptedException {
    slots.set(2);
    Map<CompileKey, Job> jobs = new LinkedHashMap<>();
    for (int i = 0; i < 10; i++) {
      Job job = job(i);
      jobs.put(job.keys().iterator().next(), job);
    }
    Worker worker = new Worker(jobs.keySet(), shares);
    Fleet fleet =
        new Fleet(
            worker.store.outcomes(),
            worker.store.claims(),
            new WorkedQueue((lane, job) -> worker.take(job)),
            worker.store.quarantine(),
            worker.completions,
            shares,
            worker::now,
            Duration.ofDays(1));

    fleet.settle(
        jobs.keySet(),
        new Order("build", "ann", Urgency.BULK, new Fleet.Unheard()),
        free -> free.stream().map(jobs::get).toList());

    assertEquals(10, worker.taken.size());
    assertEquals(4, worker.mostInQueue);
    assertEquals(Duration.ofSeconds(5), worker.mostLeft); // 10 jobs of an unknown project
    assertEquals(Duration.ZERO, shares.left());
  }

  private static Job job(int number) {
    return new PlanJob(
        "job-" + number,
        "build",
        new Project(
            Digest.ofUtf8("toolchain"),
            Digest.ofUtf8("snapshot " + number),
            new ProjectPath("tsconfig.json")));
  }

  /// Does all jobs in the queue when the build asks for the time, which it does before it waits.
  private static final class Worker {
    final MemoryStore store = new MemoryStore(Duration.ofDays(1), () -> Instant.EPOCH);
    final CompletionFeed completions = new CompletionFeed();
    final Set<CompileKey> taken = new HashSet<>();
    private final Set<CompileKey> all;
    private final List<Job> inQueue = new ArrayList<>();
    private final Shares shares;
    private int mostInQueue;
    private Duration mostLeft = Duration.ZERO;

    Worker(Set<CompileKey> all, Shares shares) {
      this.all = all;
      this.shares = shares;
    }

    void take(Job job) {
      inQueue.add(job);
      taken.addAll(job.keys());
      mostInQueue = Math.max(mostInQueue, inQueue.size());
    }

    Instant now() {
      Set<CompileKey> heldBack = new HashSet<>(all);
      heldBack.removeAll(taken);
      assertEquals(heldBack, store.claims().claim(heldBack, "another", Duration.ofMinutes(1)));
      store.claims().release(heldBack, "another");
      mostLeft = Collections.max(List.of(mostLeft, shares.left()));
      inQueue.forEach(this::finish);
      inQueue.clear();
      return Instant.EPOCH;
    }

    private void finish(Job job) {
      job.keys().forEach(key -> store.outcomes().record(Map.of(key, OUTCOME)));
      store.claims().release(job.keys(), job.build());
      completions.accept(
          new Completion(job.id(), "worker", job.keys(), Map.of(), Map.of(), Duration.ZERO));
    }
  }
}
