package io.scriptfarm.orchestration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.api.Urgency;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Poison;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.contract.patience.SteadyClock;
import io.scriptfarm.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One build and one worker in turns, on one thread: what the worker does in the middle of the
/// gateway's look is said by each test. Time passes whenever it is asked for.
@Timeout(30)
class FleetTest {
  private static final Settled OUTCOME =
      new TranspileJob.Transpiled(
          Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
  private static final Project PROJECT =
      new Project(
          Digest.ofUtf8("toolchain"), Digest.ofUtf8("snapshot"), new ProjectPath("tsconfig.json"));
  private static final CompileKey KEY = PlanJob.key(PROJECT);
  private static final long NANOS = 1_000_000_000; // of a second
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Job JOB = new PlanJob("job", "build", PROJECT);

  private final MemoryStore store = new MemoryStore(Duration.ofDays(1), () -> Instant.EPOCH);
  private final OutcomeIndex outcomes = store.outcomes();
  private final InterruptedClaims claims = new InterruptedClaims(store.claims());
  private final List<Job> published = new ArrayList<>();
  private Runnable onPublished = FleetTest::nothing;
  private final WorkedQueue queue =
      new WorkedQueue(
          (lane, job) -> {
            published.add(job);
            onPublished.run();
          });
  private final CompletionFeed completions = new CompletionFeed();
  private final AtomicLong seconds = new AtomicLong();
  private final Map<CompileKey, Boolean> compiled = new HashMap<>();

  private void workerFinishes(String build) {
    outcomes.record(Map.of(KEY, OUTCOME));
    claims.release(Set.of(KEY), build);
  }

  private Map<CompileKey, CompileOutcome> settle() throws InterruptedException {
    return settle(
        () -> Instant.ofEpochSecond(seconds.addAndGet(Fleet.LOOK.toSeconds())), Duration.ofDays(1));
  }

  private Map<CompileKey, CompileOutcome> settle(InstantSource clock, Duration patience)
      throws InterruptedException {
    Fleet fleet =
        new Fleet(
            outcomes,
            claims,
            queue,
            store.quarantine(),
            completions,
            new Shares(() -> 0),
            clock,
            patience);
    Fleet.Observer observer =
        new Fleet.Observer() {
          @Override
          public void known(Map<CompileKey, Settled> found) {}

          @Override
          public void ended(CompileKey key, CompileOutcome outcome, boolean ours) {
            compiled.put(key, ours);
          }
        };
    return fleet.settle(
        Set.of(KEY), new Order("build", "tenant", Urgency.BULK, observer), free -> List.of(JOB));
  }

  private static void nothing() {}

  @Test
  @DisplayName("R43 what our worker finishes while the gateway looks counts as compiled")
  void countsWhatIsFinishedDuringALook() throws InterruptedException {
    claims.before(FleetTest::nothing, () -> workerFinishes("build"));

    assertEquals(Map.of(KEY, OUTCOME), settle());

    assertEquals(Map.of(KEY, true), compiled);
    assertEquals(List.of(JOB), published);
  }

  @Test
  void countsWhatIsFinishedDuringALookThoughAnotherBuildTakesItsClaim()
      throws InterruptedException {
    claims.before(
        FleetTest::nothing,
        () -> {
          workerFinishes("build");
          store.claims().claim(Set.of(KEY), "another", LEASE);
        });

    assertEquals(Map.of(KEY, OUTCOME), settle());

    assertEquals(Map.of(KEY, true), compiled);
    assertEquals(Set.of(KEY), claims.claim(Set.of(KEY), "another", LEASE), "it still holds it");
  }

  @Test
  @DisplayName("R3 what another build computes is waited for and counts as cached")
  void countsTheWorkOfAnotherBuildAsCached() throws InterruptedException {
    claims.claim(Set.of(KEY), "another", LEASE);
    claims.before(() -> workerFinishes("another"));

    assertEquals(Map.of(KEY, OUTCOME), settle());

    assertEquals(Map.of(KEY, false), compiled);
    assertEquals(List.of(), published);
  }

  private void tells(String job, CompileOutcome.Unsettled outcome) {
    completions.accept(
        new Completion(job, "worker", Set.of(), Map.of(), Map.of(KEY, outcome), Duration.ZERO));
  }

  @Test
  @DisplayName("R43 what the store lacks of another build's project is no outcome of ours")
  void doesItselfWhatAnotherBuildCannot() throws InterruptedException {
    claims.claim(Set.of(KEY), "another", LEASE);
    var lacking = new CompileOutcome.Incomplete(Set.of(Digest.ofUtf8("another's snapshot")));
    claims.before(
        () -> tells("another's job", lacking),
        () -> store.claims().release(Set.of(KEY), "another"));
    onPublished = () -> workerFinishes("build");

    assertEquals(Map.of(KEY, OUTCOME), settle());

    assertEquals(List.of(JOB), published);
  }

  @Test
  @DisplayName("R43 what the store lacks of our project is asked for at once")
  void endsWithWhatOurProjectLacks() throws InterruptedException {
    var lacking = new CompileOutcome.Incomplete(Set.of(PROJECT.snapshot()));
    onPublished = () -> tells(JOB.id(), lacking);

    assertEquals(Map.of(KEY, lacking), settle());
  }

  @Test
  @DisplayName("R43 what is in quarantine ends at once, with its reason, and nobody tries it")
  void endsWhatIsInQuarantine() throws InterruptedException {
    Poison poison = Poison.of(KEY, JOB, "3 workers died at it", Instant.EPOCH);
    store.quarantine().put(List.of(poison));

    assertEquals(Map.of(KEY, poison.outcome()), settle());

    assertEquals(List.of(), published);
    assertEquals(Map.of(KEY, false), compiled);
    assertEquals(Set.of(KEY), claims.claim(Set.of(KEY), "another", LEASE), "nobody holds it");
  }

  @Test
  @DisplayName("R43 a job that the queue dropped is published again at the second look")
  void publishesAgainWhatTheQueueDropped() throws InterruptedException {
    onPublished =
        () -> {
          queue.drop();
          onPublished =
              () -> {
                assertEquals(2, queue.looks());
                workerFinishes("build");
              };
        };

    assertEquals(Map.of(KEY, OUTCOME), settle());

    assertEquals(Map.of(KEY, true), compiled);
    assertEquals(List.of(JOB, JOB), published);
  }

  @Test
  @DisplayName("R43 a job that the queue holds is not published again when the store forgot it")
  void trustsTheQueueMoreThanTheStore() throws InterruptedException {
    claims.before(
        FleetTest::nothing,
        () -> store.claims().release(Set.of(KEY), "build"),
        () -> {
          assertEquals(Set.of(), store.claims().claim(Set.of(KEY), "another", LEASE));
          workerFinishes("build");
        });

    assertEquals(Map.of(KEY, OUTCOME), settle());

    assertEquals(List.of(JOB), published);
  }

  @ParameterizedTest
  @ValueSource(ints = {24, -24})
  @DisplayName("R43 a build goes on though the machine's clock is set by a day, forth or back")
  void goesOnThoughTheClockIsSet(int hours) throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    InstantSource machine =
        () -> Instant.EPOCH.plus(Duration.ofHours(asked.getAndIncrement() < 3 ? 0 : hours));
    SteadyClock steady =
        new SteadyClock(machine, () -> seconds.addAndGet(Fleet.LOOK.toSeconds()) * NANOS);
    claims.before(FleetTest::nothing, FleetTest::nothing, () -> workerFinishes("build"));

    assertEquals(Map.of(KEY, OUTCOME), settle(steady, Duration.ofMinutes(10)));
  }

  @Test
  @DisplayName("R43 a job that the queue loses again and again ends with a reason")
  void endsWhatIsLostAgainAndAgain() throws InterruptedException {
    onPublished = queue::drop;

    var end = assertInstanceOf(CompileOutcome.Failed.class, settle().get(KEY));

    assertTrue(end.reason().startsWith("its job was lost 5 times"), end.reason());
    assertEquals(Fleet.MOST_PUBLICATIONS, published.size());
    assertEquals(Set.of(KEY), claims.claim(Set.of(KEY), "another", LEASE), "nobody holds it");
  }
}
