package io.scriptfarm.worker.execute;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that goes on by one step each time that somebody looks at it.
final class SteppingClock implements InstantSource {
  private final Duration step;
  private Instant now = Instant.EPOCH;

  SteppingClock(Duration step) {
    this.step = step;
  }

  @Override
  public Instant instant() {
    Instant shown = now;
    now = now.plus(step);
    return shown;
  }
}
