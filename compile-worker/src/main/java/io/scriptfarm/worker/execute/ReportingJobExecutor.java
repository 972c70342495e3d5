package io.scriptfarm.worker.execute;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.CompileOutcome.Unsettled;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.JobTimes;
import io.scriptfarm.contract.phase.PhaseLog;
import io.scriptfarm.worker.telemetry.JobTraces;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sends a {@link Completion} for what of a job is done. It is the outermost, because a completion
/// promises that everything else has happened. It says where the job's time went, and counts and
/// traces that.
final class ReportingJobExecutor implements JobExecutor {
  private final JobExecutor executor;
  private final String worker;
  private final Consumer<Completion> completions;
  private final WorkerMeters meters;
  private final InstantSource clock;

  ReportingJobExecutor(
      JobExecutor executor,
      String worker,
      Consumer<Completion> completions,
      WorkerMeters meters,
      InstantSource clock) {
    this.executor = executor;
    this.meters = meters;
    this.worker = worker;
    this.completions = completions;
    this.clock = clock;
  }

  @Override
  public void execute(Job job, Consumer<Results> results) throws InterruptedException {
    PhaseLog log = new PhaseLog(clock);
    ScopedValue.where(PhaseLog.OF_THE_JOB, log)
        .<@Nullable Void, InterruptedException>call(
            () -> {
              executor.execute(
                  job,
                  done -> {
                    completions.accept(completion(job, done, times(log)));
                    results.accept(done);
                  });
              return null;
            });
    times(log);
  }

  private JobTimes times(PhaseLog log) {
    JobTimes times = log.take();
    meters.spent(times.slices());
    return JobTraces.spent(times);
  }

  private Completion completion(Job job, Results done, JobTimes times) {
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
    return new Completion(
        job.id(),
        worker,
        settled,
        compiled,
        unsettled,
        Duration.between(times.begun(), times.told()),
        Optional.of(times));
  }
}
