package io.scriptfarm.worker.wiring;

import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.StringJoiner;

/// How far a worker's start was when, in milliseconds since its JVM began. `boot` is when the
/// application began, `topics` and `engine` go on beside each other. Thread-safe.
final class StartWatch {
  private final InstantSource clock;
  private final long begin = ManagementFactory.getRuntimeMXBean().getStartTime();
  private final StringJoiner reached = new StringJoiner(","); // guards itself

  StartWatch(InstantSource clock) {
    this.clock = clock;
  }

  void reached(String what) {
    long millis = clock.instant().toEpochMilli() - begin;
    synchronized (reached) {
      reached.add(what + ":" + millis);
    }
  }

  @Override
  public String toString() {
    synchronized (reached) {
      return reached.toString();
    }
  }
}
