package io.scriptfarm.worker.execute;

import io.scriptfarm.compiler.tstl.KnownOutcomes;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.phase.PhaseLog;
import io.scriptfarm.contract.wire.Pause;
import io.scriptfarm.worker.compile.CompilerPool;
import java.time.InstantSource;

/// The executor of a worker, put together. What a job gives has its effects in the order of the
/// decorators: blobs, outcomes, claims, meters, completions.
public final class WorkerExecutor {
  private WorkerExecutor() {}

  /// @param worker its id
  public static JobExecutor of(
      String worker,
      CompilerPool compilers,
      WorkerPorts ports,
      WorkerMeters meters,
      InstantSource clock) {
    return around(
        new CompilingJobExecutor(
            compilers, ports.contents(), fetching(ports.outcomes()), clock, ports.courtesy()),
        worker,
        ports,
        meters,
        clock);
  }

  private static KnownOutcomes fetching(OutcomeIndex outcomes) {
    return keys -> {
      try (PhaseLog.Open _ = PhaseLog.begin(Phase.FETCH)) {
        return outcomes.find(keys);
      }
    };
  }

  static JobExecutor around(
      JobExecutor compiling,
      String worker,
      WorkerPorts ports,
      WorkerMeters meters,
      InstantSource clock) {
    JobExecutor caching = new CachingJobExecutor(compiling, ports.outcomes());
    JobExecutor fitting = new FittingJobExecutor(caching);
    JobExecutor storing = new StoringJobExecutor(fitting, ports.contents(), ports.outcomes());
    JobExecutor budgeted =
        new BudgetedJobExecutor(storing, ports.attempts(), ports.quarantine(), meters, clock);
    JobExecutor keeping = new ClaimKeepingJobExecutor(budgeted, ports.claims());
    JobExecutor metering = new MeteringJobExecutor(keeping, meters, clock);
    JobExecutor wanted = new WantedJobExecutor(metering, ports.claims());
    JobExecutor marking = new MarkingJobExecutor(wanted, ports.marks(), Pause::of);
    return new ReportingJobExecutor(marking, worker, ports.completions(), meters, clock);
  }
}
