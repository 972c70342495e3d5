package io.scriptfarm.runtime.figures;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.scriptfarm.runtime.script.ScriptSystemStats;
import io.scriptfarm.runtime.script.Timing;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// Figures of scripts in Micrometer, which a game brings itself. The game gives what it has
/// (`meters.observe(scripts.stats())`, once a second is enough); registries read that from any
/// thread.
public final class ScriptMeters implements MeterBinder {
  private volatile Optional<ScriptSystemStats> last = Optional.empty();

  /// On the main thread.
  public void observe(ScriptSystemStats stats) {
    last = Optional.of(stats);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "scripts", "entities with a script", ScriptSystemStats::scripts);
    gauge(
        registry, "scripts.updating", "scripts that each tick calls", ScriptSystemStats::updating);
    gauge(registry, "scripts.timers", "timers that wait", ScriptSystemStats::timers);
    gauge(registry, "scripts.deferred", "scripts without time", ScriptSystemStats::deferred);
    gauge(registry, "scripts.memory.bytes", "that scripts hold, about", ScriptSystemStats::memory);
    gauge(registry, "scripts.tick.seconds", "of the last tick", stats -> stats.nanosOfTick() / 1e9);
    counter(registry, "scripts.calls", ScriptSystemStats::calls);
    counter(registry, "scripts.failures", ScriptSystemStats::failures);
    counter(registry, "scripts.reloads", ScriptSystemStats::reloads);
    timing(registry, "scripts.execute", ScriptSystemStats::execute);
    timing(registry, "scripts.load", ScriptSystemStats::load);
    timing(registry, "scripts.reload", ScriptSystemStats::reload);
  }

  private double read(ToDoubleFunction<ScriptSystemStats> figure) {
    return last.map(figure::applyAsDouble).orElse(0.0);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String what,
      ToDoubleFunction<ScriptSystemStats> figure) {
    Gauge.builder(name, this, meters -> meters.read(figure)).description(what).register(registry);
  }

  private void counter(
      MeterRegistry registry, String name, ToDoubleFunction<ScriptSystemStats> figure) {
    FunctionCounter.builder(name, this, meters -> meters.read(figure)).register(registry);
  }

  /// Which of its figures the tag `figure` says.
  private void timing(
      MeterRegistry registry, String name, Function<ScriptSystemStats, Timing> which) {
    one(registry, name, "p50", stats -> which.apply(stats).p50());
    one(registry, name, "p99", stats -> which.apply(stats).p99());
    one(registry, name, "max", stats -> which.apply(stats).longest());
  }

  private void one(
      MeterRegistry registry,
      String name,
      String figure,
      ToDoubleFunction<ScriptSystemStats> nanos) {
    Gauge.builder(name + ".seconds", this, meters -> meters.read(nanos) / 1e9)
        .tag("figure", figure)
        .register(registry);
  }
}
