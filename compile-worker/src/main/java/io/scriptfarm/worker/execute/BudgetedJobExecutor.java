package io.scriptfarm.worker.execute;

import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.contract.Attempts;
import io.scriptfarm.contract.BackendUnavailableException;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.OpenJob;
import io.scriptfarm.contract.Poison;
import io.scriptfarm.contract.Quarantine;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/// Ends work that workers die of, or fail at (requirement R43): after {@value #MOST_ATTEMPTS}
/// attempts that nobody told the end of, a key goes into quarantine, whatever made it begin again.
///
/// What was begun before without an end is done one key at a time, those with the fewest attempts
/// first. So it is only one key of a job that is found out, and its neighbours are done. What is
/// not the work's fault is no attempt: a worker that is told to stop, a backend that is away.
final class BudgetedJobExecutor implements JobExecutor {
  static final int MOST_ATTEMPTS = 3;

  private static final System.Logger LOG = System.getLogger(BudgetedJobExecutor.class.getName());

  private final JobExecutor executor;
  private final Attempts attempts;
  private final Quarantine quarantine;
  private final WorkerMeters meters;
  private final InstantSource clock;

  BudgetedJobExecutor(
      JobExecutor executor,
      Attempts attempts,
      Quarantine quarantine,
      WorkerMeters meters,
      InstantSource clock) {
    this.executor = executor;
    this.attempts = attempts;
    this.quarantine = quarantine;
    this.meters = meters;
    this.clock = clock;
  }

  @Override
  public void execute(Job job, Consumer<Results> results) throws InterruptedException {
    Set<CompileKey> keys = counted(job);
    Attempt together = new Attempt(keys);
    Map<CompileKey, Integer> counts = together.begin();
    if (counts.values().stream().allMatch(count -> count == 1)) {
      together.run(job, results);
      return;
    }
    together.takeBack();
    if (job.keys().isEmpty()) {
      return; // it is only of use, and somebody died of it, or is at it
    }
    List<CompileKey> fewestFirst =
        keys.stream()
            .sorted(
                Comparator.<CompileKey>comparingInt(key -> counts.getOrDefault(key, 1))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    Optional<RuntimeException> failure = Optional.empty();
    for (CompileKey key : fewestFirst) {
      try {
        alone(key, job, results);
      } catch (BackendUnavailableException e) {
        throw e;
      } catch (RuntimeException e) {
        failure = Optional.of(e);
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  /// What a job's attempts are counted by.
  private static Set<CompileKey> counted(Job job) {
    return job instanceof OpenJob(String _, String _, var project)
        ? Set.of(CompileKey.of("open", project.snapshot().hex(), project.config().value()))
        : job.keys();
  }

  private void alone(CompileKey key, Job job, Consumer<Results> results)
      throws InterruptedException {
    Attempt alone = new Attempt(Set.of(key));
    int count = alone.begin().getOrDefault(key, 1);
    if (count > MOST_ATTEMPTS) {
      giveUp(key, job, results);
      return;
    }
    Set<CompileKey> others = new HashSet<>(job.keys());
    others.remove(key);
    try {
      alone.run(job.without(others), results);
    } catch (BackendUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      if (count < MOST_ATTEMPTS) {
        throw e;
      }
      LOG.log(Level.ERROR, "failed for the last time key=" + key, e);
      giveUp(key, job, results);
    }
  }

  private void giveUp(CompileKey key, Job job, Consumer<Results> results) {
    Poison poison =
        Poison.of(
            key,
            job,
            MOST_ATTEMPTS + " compile workers in a row failed or died at it",
            clock.instant());
    quarantine.put(List.of(poison));
    meters.poisoned();
    LOG.log(Level.WARNING, "quarantined key={0} work={1}", key, poison.work());
    results.accept(Results.of(key, Product.of(poison.outcome()), Duration.ZERO));
  }

  /// One attempt at some keys; confined to its thread.
  private final class Attempt {
    private final String name = UUID.randomUUID().toString();
    private final Set<CompileKey> left;

    Attempt(Set<CompileKey> keys) {
      this.left = new HashSet<>(keys);
    }

    Map<CompileKey, Integer> begin() {
      return attempts.begin(Set.copyOf(left), name);
    }

    void run(Job job, Consumer<Results> results) throws InterruptedException {
      try {
        executor.execute(
            job,
            done -> {
              ended(done.keys());
              results.accept(done);
            });
        ended(left);
      } catch (InterruptedException | BackendUnavailableException e) {
        takeBack();
        throw e;
      }
    }

    private void ended(Set<CompileKey> keys) {
      Set<CompileKey> ended = Set.copyOf(keys);
      attempts.forget(ended);
      left.removeAll(ended);
    }

    /// Without the store it costs an attempt.
    void takeBack() {
      try {
        attempts.takeBack(Set.copyOf(left), name);
      } catch (BackendUnavailableException e) {
        LOG.log(Level.DEBUG, "an attempt counts that was none: {0}", name);
      }
    }
  }
}
