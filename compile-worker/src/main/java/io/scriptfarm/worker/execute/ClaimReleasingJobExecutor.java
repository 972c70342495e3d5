package io.scriptfarm.worker.execute;

import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.Job;
import java.util.function.Consumer;

/// Releases the claims on a job's keys as they are done, however they ended, so that another build
/// may try what did not settle.
final class ClaimReleasingJobExecutor implements JobExecutor {
  private final JobExecutor executor;
  private final Claims claims;

  ClaimReleasingJobExecutor(JobExecutor executor, Claims claims) {
    this.executor = executor;
    this.claims = claims;
  }

  @Override
  public void execute(Job job, Consumer<Results> results) throws InterruptedException {
    executor.execute(
        job,
        done -> {
          claims.release(done.keys(), job.build());
          results.accept(done);
        });
  }
}
