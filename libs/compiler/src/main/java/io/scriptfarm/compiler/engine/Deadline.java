package io.scriptfarm.compiler.engine;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The time limit of one call: stops it when the time is over, and never anything after it.
final class Deadline implements AutoCloseable {
  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private final Runnable stop;
  private final Future<?> alarm;
  private boolean over;
  private boolean expired;

  private Deadline(Duration time, Runnable stop) {
    this.stop = stop;
    // Stopping may take a while (GraalJS waits for a safepoint), so not on the clock's one thread.
    this.alarm =
        CLOCK.schedule(
            () -> Thread.ofPlatform().daemon().name("js-deadline").start(this::expire),
            time.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  static Deadline start(Duration time, Runnable stop) {
    return new Deadline(time, stop);
  }

  private synchronized void expire() {
    if (!over) {
      expired = true;
      stop.run();
    }
  }

  synchronized boolean expired() {
    return expired;
  }

  /// Waits for a stop under way: afterwards nothing is stopped any more.
  @Override
  public void close() {
    alarm.cancel(false);
    synchronized (this) {
      over = true;
    }
  }

  private static ScheduledThreadPoolExecutor clock() {
    var clock =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("js-clock").factory());
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }
}
