package io.scriptfarm.worker.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.JobTimes;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// All decorators together, around an executor that compiles nothing.
class WorkerExecutorTest {
  private final Farm farm = new Farm();

  private void execute(JobExecutor compiling, TranspileJob job) throws InterruptedException {
    execute(compiling, job, new ArrayList<>());
  }

  private void execute(JobExecutor compiling, TranspileJob job, List<Results> told)
      throws InterruptedException {
    farm.store.claims().claim(job.keys(), job.build(), Duration.ofMinutes(1));
    executeUnclaimed(compiling, job, told);
  }

  private void executeUnclaimed(JobExecutor compiling, TranspileJob job, List<Results> told)
      throws InterruptedException {
    WorkerExecutor.around(compiling, "worker-1", farm.ports(), farm.meters, Farm.CLOCK)
        .execute(job, told::add);
  }

  @Test
  void blobsComeBeforeOutcomesBeforeClaimsBeforeTheCompletion() throws Exception {
    execute(ScriptedExecutor.ofScripts(3), Jobs.unit(3));

    assertEquals(List.of("blobs", "outcomes", "claims", "completion"), farm.effects);
    assertEquals(
        Map.of(
            Jobs.key(0), Jobs.outcome(0),
            Jobs.key(1), Jobs.outcome(1),
            Jobs.key(2), Jobs.outcome(2)),
        farm.store.outcomes().find(Jobs.unit(3).keys()));
  }

  @Test
  @DisplayName("R46 what nobody waits for any more is not compiled")
  void leavesOutWhatWasGivenUp() throws Exception {
    ScriptedExecutor idle = new ScriptedExecutor();
    executeUnclaimed(idle, Jobs.unit(2), new ArrayList<>());
    assertEquals(List.of(), idle.jobs());
    assertEquals(List.of(), farm.completions);

    farm.store.claims().claim(Set.of(Jobs.key(1)), Jobs.BUILD, Duration.ofMinutes(1));
    executeUnclaimed(ScriptedExecutor.ofScripts(2), Jobs.unit(2), new ArrayList<>());
    assertEquals(Set.of(Jobs.key(1)), farm.completions.getFirst().settled());
  }

  @Test
  void aUnitIsReportedInBatchesWhileItGoesOn() throws Exception {
    execute(ScriptedExecutor.ofScripts(20), Jobs.unit(20));

    assertEquals(List.of(8, 8, 4), farm.completions.stream().map(c -> c.settled().size()).toList());
    assertEquals(20, farm.compiled.get());
  }

  @Test
  void aCompletionTellsTheWholeJob() throws Exception {
    ScriptedExecutor executor =
        ScriptedExecutor.ofScripts(2).gives(Jobs.key(2), Product.of(Jobs.FAILED));
    farm.store.artifacts().write(Jobs.transpiled(0).blobs());
    farm.store.outcomes().record(Map.of(Jobs.key(0), Jobs.outcome(0)));

    execute(executor, Jobs.unit(3));

    assertEquals(
        List.of(
            new Completion(
                "job-1",
                "worker-1",
                Set.of(Jobs.key(0), Jobs.key(1)),
                Map.of(Jobs.key(1), ScriptedExecutor.TOOK),
                Map.of(Jobs.key(2), Jobs.FAILED),
                Duration.ZERO,
                Optional.of(new JobTimes(Farm.CLOCK.instant(), Farm.CLOCK.instant(), List.of())))),
        farm.completions);
  }

  @Test
  void whatIsKnownCompilesNothing() throws Exception {
    execute(ScriptedExecutor.ofScripts(2), Jobs.unit(2));
    ScriptedExecutor idle = new ScriptedExecutor();

    execute(idle, Jobs.unit(2));

    assertEquals(List.of(), idle.jobs());
    assertEquals(Jobs.unit(2).keys(), farm.completions.getLast().settled());
    assertEquals(Map.of(), farm.completions.getLast().compiled());
    assertEquals(2, farm.compiled.get());
    assertEquals(2, farm.meters.jobs());
  }

  @Test
  void nothingIsReportedThatTheStoreDidNotTake() {
    farm.failingAfter(1);
    List<Results> told = new ArrayList<>();

    assertThrows(
        StoreUnavailableException.class,
        () -> execute(ScriptedExecutor.ofScripts(20), Jobs.unit(20), told));

    Set<Object> first = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      first.add(Jobs.key(i));
    }
    assertEquals(first, farm.store.outcomes().find(Jobs.unit(20).keys()).keySet());
    assertEquals(List.of(first), farm.completions.stream().map(Completion::settled).toList());
    assertEquals(List.of("blobs", "outcomes", "claims", "completion", "blobs"), farm.effects);
    assertEquals(1, told.size());
    assertEquals(0, farm.meters.jobs());
  }

  @Test
  void whatWasDoneSinceTheLastBatchIsDoneAgainAfterAnInterrupt() {
    assertThrows(
        InterruptedException.class,
        () -> execute(ScriptedExecutor.ofScripts(20).interruptedAfter(11), Jobs.unit(20)));

    assertEquals(8, farm.store.outcomes().find(Jobs.unit(20).keys()).size());
    assertEquals(1, farm.completions.size());
  }

  @Test
  void theSecondTryOfAUnitDoesWhatTheFirstLeft() throws Exception {
    assertThrows(
        InterruptedException.class,
        () -> execute(ScriptedExecutor.ofScripts(20).interruptedAfter(11), Jobs.unit(20)));
    ScriptedExecutor second = ScriptedExecutor.ofScripts(20);

    execute(second, Jobs.unit(20));

    assertEquals(12, second.jobs().getFirst().keys().size());
    Set<Object> reported = new HashSet<>();
    farm.completions.forEach(completion -> reported.addAll(completion.settled()));
    assertTrue(reported.containsAll(Jobs.unit(20).keys()));
  }

  @Test
  @DisplayName("R43 a job that is given out again while it runs compiles nothing twice")
  void compilesOnceWhatIsGivenOutTwice() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    ScriptedExecutor first = ScriptedExecutor.ofScripts(20);
    ScriptedExecutor second = ScriptedExecutor.ofScripts(20);
    farm.store.claims().claim(Jobs.unit(20).keys(), Jobs.BUILD, Duration.ofMinutes(1));
    JobExecutor here =
        (job, results) -> {
          begun.countDown();
          goesOn.await();
          first.execute(job, results);
        };
    FutureTask<Boolean> run = new FutureTask<>(() -> executes("worker-1", here));
    FutureTask<Boolean> again = new FutureTask<>(() -> executes("worker-2", second));
    Thread.ofVirtual().start(run);
    begun.await();
    Thread waiting = Thread.ofVirtual().start(again);
    try {
      Await.until(
          Duration.ofSeconds(20),
          "the second worker waits",
          () -> waiting.getState() == Thread.State.TIMED_WAITING);
    } finally {
      goesOn.countDown();
    }

    assertTrue(run.get() && again.get());
    assertEquals(1, first.jobs().size());
    assertEquals(List.of(), second.jobs());
    assertEquals(20, farm.compiled.get());
  }

  private boolean executes(String worker, JobExecutor compiling) throws InterruptedException {
    WorkerExecutor.around(compiling, worker, farm.ports(worker), farm.meters, Farm.CLOCK)
        .execute(Jobs.unit(20), done -> {});
    return true;
  }
}
