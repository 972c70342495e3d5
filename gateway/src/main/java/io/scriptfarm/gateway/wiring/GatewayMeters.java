package io.scriptfarm.gateway.wiring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.gateway.telemetry.BuildResults;
import io.scriptfarm.orchestration.Builds;
import io.scriptfarm.orchestration.Shares;
import io.scriptfarm.queue.BrokerPresence;
import io.scriptfarm.queue.KafkaBuildEvents;
import java.time.Duration;
import java.time.InstantSource;

/// The gateway's meters (docs/metrics.md has all of them). Names of builds and workers are those of
/// the semantic conventions of OpenTelemetry for CI/CD. Thread-safe.
final class GatewayMeters {
  private static final String RESULT = "cicd.pipeline.result";

  private final MeterRegistry registry;

  GatewayMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void of(Shares shares) {
    Gauge.builder("farm.gateway.work", shares, it -> it.left().toMillis() / 1000.0)
        .baseUnit("seconds")
        .description("Work that this gateway's builds wait for, in seconds of one compile slot")
        .register(registry);
  }

  void of(FleetSize fleet) {
    Gauge.builder("farm.fleet.slots", fleet, FleetSize::slots)
        .description("How many jobs all workers compile at the same time")
        .register(registry);
    workers(fleet, "busy", true);
    workers(fleet, "available", false);
  }

  private void workers(FleetSize fleet, String state, boolean busy) {
    Gauge.builder("cicd.worker.count", fleet, it -> it.workers(busy))
        .tag("cicd.worker.state", state)
        .description("Compile workers of the farm, as each gateway sees them")
        .register(registry);
  }

  void of(BrokerPresence broker, InstantSource clock) {
    Gauge.builder(
            "farm.broker.away",
            broker,
            it ->
                it.awaySince()
                    .map(since -> Duration.between(since, clock.instant()).toMillis() / 1000.0)
                    .orElse(0.0))
        .baseUnit("seconds")
        .description("How long the broker does not answer this gateway; 0 while it does")
        .register(registry);
  }

  void of(KafkaBuildEvents events) {
    FunctionCounter.builder("farm.gateway.events.lost", events, KafkaBuildEvents::lost)
        .description("Events of builds that the topic of results did not get")
        .register(registry);
  }

  void of(Builds builds) {
    Gauge.builder("cicd.pipeline.run.active", builds, Builds::running)
        .description("Builds that run")
        .register(registry);
  }

  /// Something happened to a build.
  void heard(BuildEvent event) {
    if (event instanceof BuildEvent.Finished(var _, var _, var conclusion, var summary)) {
      Timer.builder("cicd.pipeline.run.duration")
          .tag(RESULT, BuildResults.of(conclusion))
          .description("Builds and the time that they took")
          .serviceLevelObjectives(
              Duration.ofMillis(250),
              Duration.ofSeconds(1),
              Duration.ofSeconds(5),
              Duration.ofSeconds(30),
              Duration.ofMinutes(2),
              Duration.ofMinutes(10))
          .register(registry)
          .record(summary.took());
      scripts("compiled", summary.compiled());
      scripts("cached", summary.cached());
      scripts("failed", summary.failed());
    }
  }

  private void scripts(String origin, int count) {
    Counter.builder("farm.gateway.scripts")
        .tag("origin", origin)
        .description("Scripts of builds that ended")
        .register(registry)
        .increment(count);
  }
}
