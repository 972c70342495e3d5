package io.scriptfarm.worker.execute;

import io.scriptfarm.contract.Job;
import java.util.function.Consumer;

/// Has the claims on a job's keys kept while it runs, and released as they are done.
final class ClaimKeepingJobExecutor implements JobExecutor {
  private final JobExecutor executor;
  private final ClaimKeeper claims;

  ClaimKeepingJobExecutor(JobExecutor executor, ClaimKeeper claims) {
    this.executor = executor;
    this.claims = claims;
  }

  @Override
  public void execute(Job job, Consumer<Results> results) throws InterruptedException {
    try (ClaimKeeper.Held held = claims.hold(job)) {
      executor.execute(
          job,
          done -> {
            held.done(done.keys());
            results.accept(done);
          });
    }
  }
}
