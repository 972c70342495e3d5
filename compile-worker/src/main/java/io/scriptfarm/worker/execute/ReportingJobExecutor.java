package io.scriptfarm.worker.execute;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.CompileOutcome.Unsettled;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Sends a {@link Completion} for what of a job is done. It is the outermost, because a completion
/// promises that everything else has happened.
final class ReportingJobExecutor implements JobExecutor {
  private final JobExecutor executor;
  private final String worker;
  private final Consumer<Completion> completions;
  private final InstantSource clock;

  ReportingJobExecutor(
      JobExecutor executor, String worker, Consumer<Completion> completions, InstantSource clock) {
    this.executor = executor;
    this.worker = worker;
    this.completions = completions;
    this.clock = clock;
  }

  @Override
  public void execute(Job job, Consumer<Results> results) throws InterruptedException {
    Instant begin = clock.instant();
    executor.execute(
        job,
        done -> {
          completions.accept(completion(job, done, Duration.between(begin, clock.instant())));
          results.accept(done);
        });
  }

  private Completion completion(Job job, Results done, Duration took) {
    Set<CompileKey> settled = new HashSet<>(done.known());
    Map<CompileKey, Duration> compiled = new HashMap<>();
    Map<CompileKey, Unsettled> unsettled = new HashMap<>();
    done.ended()
        .forEach(
            (key, ended) -> {
              switch (ended.product().outcome()) {
                case Settled outcome -> {
                  settled.add(key);
                  if (!ended.product().found()) {
                    compiled.put(key, ended.took());
                  }
                }
                case Unsettled outcome -> unsettled.put(key, outcome);
              }
            });
    return new Completion(job.id(), worker, settled, compiled, unsettled, took);
  }
}
