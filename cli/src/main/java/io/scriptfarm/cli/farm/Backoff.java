package io.scriptfarm.cli.farm;

import java.io.InterruptedIOException;
import java.time.Duration;

/// Waits between the attempts of one operation: twice as long each time, and only so often.
record Backoff(Duration first, Duration longest, int attempts) {
  /// About 20 seconds in all: longer than a service of the farm takes to come back.
  static final Backoff STANDARD = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), 14);

  boolean allows(int failures) {
    return failures < attempts;
  }

  /// @throws InterruptedIOException when the thread is interrupted, whose flag stays set
  void pause(int failures) throws InterruptedIOException {
    Duration wait = first.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 16));
    try {
      Thread.sleep(wait.compareTo(longest) < 0 ? wait : longest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting to try again");
    }
  }
}
