package io.scriptfarm.queue;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The end of an intake: whether it has begun, and how long a job in hand may still run. The
/// intake's thread also waits here, because a drain has to wake it. Safe for concurrent use; one
/// thread waits.
final class Drain {
  private final Semaphore signal = new Semaphore(0);
  private volatile boolean begun;
  private volatile long deadline; // of System.nanoTime(), once begun

  /// Begins, and wakes the thread that waits.
  void begin(Duration patience) {
    deadline = System.nanoTime() + patience.toNanos();
    begun = true;
    signal.release();
  }

  boolean hasBegun() {
    return begun;
  }

  /// Whether a job in hand has to be given back now.
  boolean isOutOfPatience() {
    return begun && deadline - System.nanoTime() <= 0;
  }

  /// Wakes the thread that waits.
  void wake() {
    signal.release();
  }

  /// Forgets wakes that nobody waited for. A drain is seen by {@link #hasBegun} nevertheless.
  void forgetWakes() {
    signal.drainPermits();
  }

  /// Waits to be woken, at most `nanos` and no longer than the patience lasts.
  ///
  /// @return whether it was woken
  boolean await(long nanos) throws InterruptedException {
    long wait = begun ? Math.min(nanos, deadline - System.nanoTime()) : nanos;
    return signal.tryAcquire(Math.max(0, wait), TimeUnit.NANOSECONDS);
  }
}
