package io.scriptfarm.worker.execute;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Slice;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.TranspileJob;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// What this worker did, as metrics (requirement R9). Thread-safe.
public final class WorkerMeters {
  private final MeterRegistry registry;
  private final Counter poisoned;
  private final LongConsumer fleetCompiled;
  private final AtomicLong jobs = new AtomicLong();
  private final AtomicLong uncounted = new AtomicLong();

  /// @param fleetCompiled adds to the fleet-wide count of compiled scripts
  public WorkerMeters(MeterRegistry registry, LongConsumer fleetCompiled) {
    this.registry = registry;
    this.poisoned =
        registry.counter("farm.worker.poisoned"); // there from the start, to be compared with
    this.fleetCompiled = fleetCompiled;
  }

  void jobDone(Job job, Duration took) {
    jobs.incrementAndGet();
    Timer.builder("messaging.process.duration")
        .tags("messaging.system", "kafka", "messaging.operation.name", "process")
        .tag("kind", job.stage())
        .description("Jobs and the time that they took")
        .serviceLevelObjectives(
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5))
        .register(registry)
        .record(took);
  }

  /// Where time of jobs went.
  void spent(List<Slice> slices) {
    for (Slice slice : slices) {
      registry
          .timer("farm.worker.phases", "phase", slice.phase().name().toLowerCase(Locale.ROOT))
          .record(slice.took(), TimeUnit.MICROSECONDS);
    }
  }

  /// @param ended by their keys
  void piecesDone(Job job, Map<CompileKey, Results.Ended> ended) {
    Map<CompileKey, Plan.Subject> subjects = new HashMap<>();
    if (job instanceof TranspileJob unit) {
      unit.tasks().forEach(task -> subjects.put(task.key(), task.subject()));
    }
    int compiled = 0;
    for (Map.Entry<CompileKey, Results.Ended> entry : ended.entrySet()) {
      Product product = entry.getValue().product();
      boolean settled = product.outcome() instanceof CompileOutcome.Settled;
      task(job, product, subjects.get(entry.getKey()))
          .ifPresent(
              kind ->
                  registry
                      .timer(
                          "farm.worker.tasks",
                          "kind",
                          kind,
                          "outcome",
                          settled ? "settled" : "unsettled")
                      .record(entry.getValue().took()));
      compiled += settled ? product.scripts() : 0;
    }
    if (compiled > 0) {
      countForFleet(compiled + uncounted.getAndSet(0));
    }
  }

  /// What the store does not take is counted with the next scripts: no count is worth a job.
  private void countForFleet(long scripts) {
    try {
      fleetCompiled.accept(scripts);
    } catch (StoreUnavailableException e) {
      uncounted.addAndGet(scripts);
    }
  }

  /// Empty for what is not compiling of scripts.
  private static Optional<String> task(Job job, Product product, Plan.@Nullable Subject subject) {
    return switch (subject) {
      case Plan.Script script -> Optional.of("script");
      case Plan.JavaScript script -> Optional.of("javascript");
      case Plan.Declarations declarations -> Optional.of("declarations");
      case null ->
          job instanceof LinkJob && product.scripts() > 0 ? Optional.of("whole") : Optional.empty();
    };
  }

  /// The jobs that were run so far.
  public long jobs() {
    return jobs.get();
  }

  public void poisoned() {
    poisoned.increment();
  }
}
