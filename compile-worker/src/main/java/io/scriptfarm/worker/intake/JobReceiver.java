package io.scriptfarm.worker.intake;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Unsettled;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.Poison;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.queue.JobHandler;
import io.scriptfarm.queue.ReceivedJob;
import io.scriptfarm.queue.Verdict;
import io.scriptfarm.worker.execute.JobExecutor;
import io.scriptfarm.worker.execute.WorkerMeters;
import io.scriptfarm.worker.execute.WorkerPorts;
import io.scriptfarm.worker.telemetry.JobTraces;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Takes jobs from the queue, runs them, and answers for those that no worker can run. Thread-safe.
public final class JobReceiver implements JobHandler {
  private static final System.Logger LOG = System.getLogger(JobReceiver.class.getName());

  private final String worker;
  private final JobExecutor executor;
  private final WorkerPorts ports;
  private final WorkerMeters meters;
  private final JobTraces traces;
  private final InstantSource clock;

  public JobReceiver(
      String worker,
      JobExecutor executor,
      WorkerPorts ports,
      WorkerMeters meters,
      JobTraces traces,
      InstantSource clock) {
    this.worker = worker;
    this.executor = executor;
    this.ports = ports;
    this.meters = meters;
    this.traces = traces;
    this.clock = clock;
  }

  /// Without the store no job can be run.
  @Override
  public boolean ready() {
    return ports.reachable().getAsBoolean();
  }

  @Override
  public Verdict handle(ReceivedJob received) throws InterruptedException {
    traces.run(received, () -> run(received));
    return new Verdict.Accept();
  }

  private void run(ReceivedJob received) throws InterruptedException {
    Job job = received.job();
    Instant begin = clock.instant();
    executor.execute(job, done -> {});
    LOG.log(
        System.Logger.Level.INFO,
        "job done kind={0} build={1} job={2} keys={3} attempt={4} ms={5}",
        job.getClass().getSimpleName(),
        job.build(),
        job.id(),
        job.keys().size(),
        received.attempt(),
        String.valueOf(Duration.between(begin, clock.instant()).toMillis()));
  }

  /// Whoever waits for the job's keys is told that they will not come, whether or not the store is
  /// there to put them into quarantine.
  @Override
  public void onPoison(Optional<Job> job, String reason) {
    meters.poisoned();
    LOG.log(
        System.Logger.Level.WARNING,
        "job quarantined job={0} reason={1}",
        job.map(Job::id).orElse("unreadable"),
        reason);
    job.ifPresent(each -> giveUp(each, reason));
  }

  private void giveUp(Job job, String reason) {
    List<Poison> poison =
        job.keys().stream().map(key -> Poison.of(key, job, reason, clock.instant())).toList();
    try {
      ports.quarantine().put(poison);
    } catch (StoreUnavailableException e) {
      LOG.log(System.Logger.Level.WARNING, "not in quarantine, may be tried again: " + job.id(), e);
    }
    Map<CompileKey, Unsettled> unsettled = new HashMap<>();
    poison.forEach(each -> unsettled.put(each.key(), each.outcome()));
    ports.claims().release(job);
    ports
        .completions()
        .accept(new Completion(job.id(), worker, Set.of(), Map.of(), unsettled, Duration.ZERO));
  }
}
