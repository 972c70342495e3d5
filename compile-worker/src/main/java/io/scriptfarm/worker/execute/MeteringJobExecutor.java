package io.scriptfarm.worker.execute;

import io.scriptfarm.contract.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/// Counts and times jobs, and each piece of them.
final class MeteringJobExecutor implements JobExecutor {
  private final JobExecutor executor;
  private final WorkerMeters meters;
  private final InstantSource clock;

  MeteringJobExecutor(JobExecutor executor, WorkerMeters meters, InstantSource clock) {
    this.executor = executor;
    this.meters = meters;
    this.clock = clock;
  }

  @Override
  public void execute(Job job, Consumer<Results> results) throws InterruptedException {
    Instant begin = clock.instant();
    executor.execute(
        job,
        done -> {
          meters.piecesDone(job, done.ended());
          results.accept(done);
        });
    meters.jobDone(job, Duration.between(begin, clock.instant()));
  }
}
