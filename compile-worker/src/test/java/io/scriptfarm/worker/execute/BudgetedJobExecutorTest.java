package io.scriptfarm.worker.execute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.OpenJob;
import io.scriptfarm.contract.Poison;
import io.scriptfarm.contract.Quarantine;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.TranspileJob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R43 a budget of attempts")
class BudgetedJobExecutorTest {
  /// A worker's end, as far as its code can tell: nothing after it is run.
  private static final class DeathError extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Farm farm = new Farm();
  private final Map<CompileKey, CompileOutcome> told = new HashMap<>();
  private final Set<CompileKey> deadly = new HashSet<>();
  private final Set<CompileKey> failing = new HashSet<>();
  private final List<Job> begun = new ArrayList<>();

  private final JobExecutor budgeted =
      new BudgetedJobExecutor(
          this::compile, farm.store.attempts(), farm.store.quarantine(), farm.meters, Farm.CLOCK);

  private void compile(Job job, Consumer<Results> results) {
    begun.add(job);
    for (var task : ((TranspileJob) job).tasks()) {
      if (deadly.contains(task.key())) {
        throw new DeathError();
      }
      if (failing.contains(task.key())) {
        throw new IllegalStateException("a defect");
      }
      int script = Integer.parseInt(task.subject().toString().replaceAll("\\D", ""));
      results.accept(Results.of(task.key(), Jobs.transpiled(script), ScriptedExecutor.TOOK));
    }
  }

  private void execute(Job job) throws InterruptedException {
    budgeted.execute(
        job.without(Set.copyOf(told.keySet())),
        done -> done.ended().forEach((key, ended) -> told.put(key, ended.product().outcome())));
  }

  /// Gives a job to one worker after the other, until one does not die of it.
  private int deaths(Job job) throws InterruptedException {
    for (int deaths = 0; ; deaths++) {
      try {
        execute(job);
        return deaths;
      } catch (DeathError | IllegalStateException e) {
        // The queue gives it to the next one.
      }
    }
  }

  private List<String> quarantined() {
    return farm.store.quarantine().latest(Quarantine.MOST).stream().map(Poison::work).toList();
  }

  @Test
  void jobsThatEndAreAllBegunForTheFirstTime() throws Exception {
    for (int i = 0; i < 10; i++) {
      told.clear();
      execute(Jobs.unit(3));
    }
    assertEquals(10, begun.size());
  }

  @Test
  @DisplayName("ends the one script that workers die of, and its neighbours are compiled")
  void endsWhatWorkersDieOf() throws Exception {
    deadly.add(Jobs.key(1));

    assertEquals(3, deaths(Jobs.unit(4)));

    assertEquals(
        "3 compile workers in a row failed or died at it, and it is in quarantine; to have it tried again: farm quarantine retry "
            + Jobs.key(1).toString().substring(0, 12),
        ((CompileOutcome.TooMuch) told.get(Jobs.key(1))).reason());
    assertEquals(List.of("transpile s1.ts"), quarantined());
    for (int neighbour : List.of(0, 2, 3)) {
      assertEquals(Jobs.outcome(neighbour), told.get(Jobs.key(neighbour)));
    }
    assertEquals(1, farm.registry.counter("farm.worker.poisoned").count());
  }

  @Test
  void neighboursAreCompiledThoughSeveralAreDeadly() throws Exception {
    deadly.addAll(Set.of(Jobs.key(0), Jobs.key(2)));

    assertEquals(5, deaths(Jobs.unit(4)));

    assertEquals(2, quarantined().size());
    assertEquals(Jobs.outcome(1), told.get(Jobs.key(1)));
    assertEquals(Jobs.outcome(3), told.get(Jobs.key(3)));
  }

  @Test
  @DisplayName("counts attempts of all builds and jobs together")
  void countsOverJobs() {
    deadly.add(Jobs.key(0));
    Job again =
        new TranspileJob("job-2", "build-2", Jobs.PROJECT, List.of(Jobs.task(0), Jobs.task(5)));
    for (Job job : List.of(Jobs.unit(1), again, Jobs.unit(1))) {
      assertThrows(DeathError.class, () -> execute(job));
    }

    assertEquals(Set.of(Jobs.key(0)), outcomesOf(again));
  }

  private Set<CompileKey> outcomesOf(Job job) {
    try {
      execute(job);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    Set<CompileKey> all = new HashSet<>(told.keySet());
    all.retainAll(Set.of(Jobs.key(0)));
    return all;
  }

  @Test
  @DisplayName("ends what fails at its last attempt, without another one")
  void endsWhatFails() throws Exception {
    failing.add(Jobs.key(1));

    assertEquals(2, deaths(Jobs.unit(3)));

    assertEquals(List.of("transpile s1.ts"), quarantined());
    assertEquals(Jobs.unit(3).keys(), told.keySet());
  }

  @Test
  @DisplayName("counts no attempt that was interrupted, and none without the store")
  void countsWhatIsTheWorksFault() throws Exception {
    for (int i = 0; i < 5; i++) {
      Exception notItsFault =
          i % 2 == 0
              ? new InterruptedException()
              : new StoreUnavailableException("away", new IOException());
      JobExecutor unlucky =
          new BudgetedJobExecutor(
              (job, results) -> {
                if (notItsFault instanceof InterruptedException interrupt) {
                  throw interrupt;
                }
                throw (StoreUnavailableException) notItsFault;
              },
              farm.store.attempts(),
              farm.store.quarantine(),
              farm.meters,
              Farm.CLOCK);
      assertThrows(notItsFault.getClass(), () -> unlucky.execute(Jobs.unit(2), done -> {}));
    }

    execute(Jobs.unit(2));

    assertEquals(1, begun.size());
    assertEquals(List.of(), quarantined());
  }

  @Test
  void whatIsOnlyOfUseIsBegunOnce() {
    Job open = new OpenJob("job", Jobs.BUILD, Jobs.PROJECT);
    List<Job> opened = new ArrayList<>();
    JobExecutor dying =
        new BudgetedJobExecutor(
            (job, results) -> {
              opened.add(job);
              throw new DeathError();
            },
            farm.store.attempts(),
            farm.store.quarantine(),
            farm.meters,
            Farm.CLOCK);
    assertThrows(DeathError.class, () -> dying.execute(open, done -> {}));

    try {
      dying.execute(open, done -> {});
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assertEquals(1, opened.size());
  }
}
