package io.scriptfarm.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting for a condition, never for a time.
public final class Await {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

  private Await() {}

  /// Returns as soon as `condition` holds.
  ///
  /// @throws AssertionError naming `what` when it does not hold within `atMost`, or when the thread
  ///     is interrupted
  public static void until(Duration atMost, String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while waiting until " + what);
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited %s in vain until %s".formatted(atMost, what));
      }
      LockSupport.parkNanos(POLL_INTERVAL.toNanos());
    }
  }
}
