package io.scriptfarm.runtime.script;

import io.scriptfarm.runtime.engine.Allowance;
import java.time.Duration;

/// What scripts may take.
///
/// @param call one call of a script; more ends it
/// @param start the first run of a version, with its modules
/// @param script what each script may take a tick in the long run
/// @param owner what all scripts of an owner may take a tick, together
/// @param tick what all scripts may take in one tick; the rest wait for the next
/// @param strikes so many calls that were ended, within {@code window}, disable a script
/// @param window in ticks
/// @param timers of one script
/// @param events that wait to be delivered
/// @param memory bytes that a script may hold, about; what holds more when it is its turn to be
///     measured is disabled
/// @param probation ticks in which the version before comes back when a new one fails
public record ScriptLimits(
    Allowance call,
    Allowance start,
    Rate script,
    Rate owner,
    Allowance tick,
    int strikes,
    long window,
    int timers,
    int events,
    long memory,
    int probation) {

  /// For a game of 60 ticks a second whose scripts may take a quarter of a tick.
  public static final ScriptLimits STANDARD =
      new ScriptLimits(
          new Allowance(200_000, Duration.ofMillis(5)),
          new Allowance(2_000_000, Duration.ofMillis(100)),
          new Rate(20_000, 400_000),
          new Rate(100_000, 1_000_000),
          new Allowance(2_000_000, Duration.ofMillis(4)),
          3,
          600,
          100,
          1_000,
          16L << 20,
          60);

  /// Instructions.
  ///
  /// @param perTick what is added each tick
  /// @param burst how much may be saved up
  public record Rate(long perTick, long burst) {}

  public ScriptLimits withCall(Allowance call) {
    return new ScriptLimits(
        call, start, script, owner, tick, strikes, window, timers, events, memory, probation);
  }

  public ScriptLimits withRates(Rate script, Rate owner) {
    return new ScriptLimits(
        call, start, script, owner, tick, strikes, window, timers, events, memory, probation);
  }

  public ScriptLimits withMemory(long memory) {
    return new ScriptLimits(
        call, start, script, owner, tick, strikes, window, timers, events, memory, probation);
  }

  public ScriptLimits withTick(Allowance tick) {
    return new ScriptLimits(
        call, start, script, owner, tick, strikes, window, timers, events, memory, probation);
  }
}
