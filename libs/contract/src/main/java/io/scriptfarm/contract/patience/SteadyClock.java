package io.scriptfarm.contract.patience;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The time for whoever measures how long something takes. It goes on evenly from when this clock
/// was made, however the machine's clock is set meanwhile. So it is none for what people read.
/// Thread-safe.
public final class SteadyClock implements InstantSource {
  private final Instant begin;
  private final LongSupplier ticks;
  private final long first;

  /// @param machine is asked once
  public SteadyClock(InstantSource machine) {
    this(machine, System::nanoTime);
  }

  /// @param machine is asked once
  /// @param ticks nanoseconds since any moment
  public SteadyClock(InstantSource machine, LongSupplier ticks) {
    this.begin = machine.instant();
    this.ticks = ticks;
    this.first = ticks.getAsLong();
  }

  @Override
  public Instant instant() {
    return begin.plusNanos(ticks.getAsLong() - first);
  }
}
