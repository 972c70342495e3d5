package io.scriptfarm.worker.intake;

import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Job;
import io.scriptfarm.queue.JobHandler;
import io.scriptfarm.queue.ReceivedJob;
import io.scriptfarm.queue.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Takes jobs from the queue, runs them, and answers for those that no worker can run. Thread-safe.
public final class JobReceiver implements JobHandler {
  private static final System.Logger LOG = System.getLogger(JobReceiver.class.getName());

  private final String worker;
  private final JobRunner runner;
  private final Claims claims;
  private final Consumer<Completion> completions;
  private final WorkerMeters meters;

  public JobReceiver(
      String worker,
      JobRunner runner,
      Claims claims,
      Consumer<Completion> completions,
      WorkerMeters meters) {
    this.worker = worker;
    this.runner = runner;
    this.claims = claims;
    this.completions = completions;
    this.meters = meters;
  }

  @Override
  public Verdict handle(ReceivedJob received) throws InterruptedException {
    Job job = received.job();
    Duration took = runner.run(job);
    LOG.log(
        System.Logger.Level.INFO,
        "job done kind={0} build={1} job={2} keys={3} attempt={4} ms={5}",
        job.getClass().getSimpleName(),
        job.build(),
        job.id(),
        job.keys().size(),
        received.attempt(),
        String.valueOf(took.toMillis()));
    return new Verdict.Accept();
  }

  /// Whoever waits for the job's keys is told that they will not come.
  @Override
  public void onPoison(Optional<Job> job, String reason) {
    meters.poisoned();
    LOG.log(
        System.Logger.Level.WARNING,
        "job quarantined job={0} reason={1}",
        job.map(Job::id).orElse("unreadable"),
        reason);
    job.ifPresent(
        poison -> {
          Map<CompileKey, CompileOutcome.Unsettled> unsettled = new HashMap<>();
          poison
              .keys()
              .forEach(
                  key ->
                      unsettled.put(
                          key, new CompileOutcome.Failed(CompileOutcome.Blame.INTERNAL, reason)));
          claims.release(poison.keys(), poison.build());
          completions.accept(
              new Completion(poison.id(), worker, Set.of(), Map.of(), unsettled, Duration.ZERO));
        });
  }
}
