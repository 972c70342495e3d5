package io.scriptfarm.store;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for conditions, for a bounded time.
final class Await {
  private static final Duration STEP = Duration.ofMillis(5);

  private Await() {}

  static void until(String what, Duration atMost, BooleanSupplier condition) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        fail("not within " + atMost + ": " + what);
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }
}
