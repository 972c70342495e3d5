package io.scriptfarm.worker.intake;

import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.contract.SaveJob;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.OpenJob;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.BytecodeJob;
import io.micrometer.core.instrument.MeterRegistry;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.Plan;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// What this worker did, as metrics (requirement R9). Thread-safe.
public final class WorkerMeters {
  private final MeterRegistry registry;
  private final LongConsumer fleetCompiled;
  private final AtomicLong jobs = new AtomicLong();

  /// @param fleetCompiled adds to the fleet-wide count of compiled scripts
  public WorkerMeters(MeterRegistry registry, LongConsumer fleetCompiled) {
    this.registry = registry;
    this.fleetCompiled = fleetCompiled;
  }

  void jobDone(Job job, Duration took) {
    String kind =
        switch (job) {
          case PlanJob plan -> "plan";
          case OpenJob open -> "open";
          case TranspileJob transpile -> "transpile";
          case LinkJob link -> "link";
          case BytecodeJob bytecode -> "bytecode";
          case SaveJob save -> "save";
          case ParityJob parity -> "parity";
        };
    jobs.incrementAndGet();
    registry.timer("farm.worker.jobs", "kind", kind).record(took);
  }

  void taskDone(Plan.Subject subject, CompileOutcome outcome, Duration took) {
    String kind =
        switch (subject) {
          case Plan.Script script -> "script";
          case Plan.JavaScript script -> "javascript";
          case Plan.Declarations declarations -> "declarations";
        };
    String end = outcome instanceof CompileOutcome.Settled ? "settled" : "unsettled";
    registry.timer("farm.worker.tasks", "kind", kind, "outcome", end).record(took);
    if (!(subject instanceof Plan.Declarations) && outcome instanceof CompileOutcome.Settled) {
      fleetCompiled.accept(1);
    }
  }

  void wholeDone(Plan.Whole work, CompileOutcome outcome, Duration took) {
    boolean settled = outcome instanceof CompileOutcome.Settled;
    registry
        .timer("farm.worker.tasks", "kind", "whole", "outcome", settled ? "settled" : "unsettled")
        .record(took);
    if (settled) {
      fleetCompiled.accept(work.scripts().size());
    }
  }

  /// The jobs that were run so far.
  public long jobs() {
    return jobs.get();
  }

  void poisoned() {
    registry.counter("farm.worker.poisoned").increment();
  }
}
