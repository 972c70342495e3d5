package io.scriptfarm.compiler.engine;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The time limit of one call: stops it when the time is over, and never anything after it. Tells
/// when it has not stopped {@link #GRACE} later.
final class Deadline implements AutoCloseable {
  /// V8 looks whether it shall stop at each loop and call of a script, so that takes milliseconds.
  /// Long built-in functions (a sort, a regular expression, a large join) take seconds until they
  /// look, on a busy machine above all; what takes longer does not look.
  static final Duration GRACE = Duration.ofSeconds(5);

  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private final Runnable stop;
  private final Future<?> alarm;
  private final Future<?> lastAlarm;
  private volatile boolean ended;
  private boolean over;
  private boolean expired;

  private Deadline(Duration time, Runnable stop, Runnable giveUp) {
    this.stop = stop;
    this.lastAlarm =
        CLOCK.schedule(
            () -> {
              if (!ended) {
                giveUp.run();
              }
            },
            time.plus(GRACE).toNanos(),
            TimeUnit.NANOSECONDS);
    // Stopping may take a while (GraalJS waits for a safepoint), so not on the clock's one thread.
    this.alarm =
        CLOCK.schedule(
            () -> Thread.ofPlatform().daemon().name("js-deadline").start(this::expire),
            time.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  /// @param giveUp does not block; it may come at the very moment at which the call ends
  static Deadline start(Duration time, Runnable stop, Runnable giveUp) {
    return new Deadline(time, stop, giveUp);
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
    ended = true;
    lastAlarm.cancel(false);
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
