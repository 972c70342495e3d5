package io.scriptfarm.worker.execute;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.OpenJob;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.PlanJob;
import java.util.Set;
import java.util.function.Consumer;

/// Leaves out what is settled already: another worker had the same job, or finished it before it
/// died.
final class CachingJobExecutor implements JobExecutor {
  private final JobExecutor executor;
  private final OutcomeIndex outcomes;

  CachingJobExecutor(JobExecutor executor, OutcomeIndex outcomes) {
    this.executor = executor;
    this.outcomes = outcomes;
  }

  @Override
  public void execute(Job job, Consumer<Results> results) throws InterruptedException {
    Set<CompileKey> known = outcomes.find(job.keys()).keySet();
    if (!known.isEmpty()) {
      results.accept(Results.known(known));
    }
    if (known.size() < job.keys().size() || isStillOfUse(job)) {
      executor.execute(job.without(known), results);
    }
  }

  /// Whether a job that settles nothing comes in time.
  private boolean isStillOfUse(Job job) {
    return job instanceof OpenJob && outcomes.find(Set.of(PlanJob.key(job.project()))).isEmpty();
  }
}
