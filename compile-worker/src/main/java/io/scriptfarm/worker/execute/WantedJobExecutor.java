package io.scriptfarm.worker.execute;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Job;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// Leaves out what nobody waits for any more: the build was given up, or its gateway died. Whoever
/// wants the same claims it and publishes a job of his own, and so does a build whose claims the
/// store lost.
final class WantedJobExecutor implements JobExecutor {
  private final JobExecutor executor;
  private final ClaimKeeper claims;

  WantedJobExecutor(JobExecutor executor, ClaimKeeper claims) {
    this.executor = executor;
    this.claims = claims;
  }

  @Override
  public void execute(Job job, Consumer<Results> results) throws InterruptedException {
    Set<CompileKey> unwanted = new HashSet<>(job.keys());
    unwanted.removeAll(claims.wanted(job));
    if (unwanted.size() < job.keys().size() || job.keys().isEmpty()) {
      executor.execute(job.without(unwanted), results);
    }
  }
}
