package io.scriptfarm.contract.wire;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Waits between the attempts of one operation: twice as long each time, and only so often. Half of
/// each wait is left to chance, so that many who lost the same service do not come back at once.
public record Backoff(Duration first, Duration longest, int attempts) {
  /// About 15 seconds in all: longer than a service of the farm takes to come back.
  public static final Backoff STANDARD =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), 14);

  // However long the other side asks for.
  private static final Duration LONGEST_ASKED = Duration.ofSeconds(10);

  public boolean allows(int failures) {
    return failures < attempts;
  }

  /// How long to wait after so many failures in a row, which count from 1.
  public Duration after(int failures) {
    Duration wait = first.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 16));
    long most = (wait.compareTo(longest) < 0 ? wait : longest).toNanos();
    return Duration.ofNanos(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
  }

  /// @throws InterruptedIOException when the thread is interrupted, whose flag stays set
  public void pause(int failures) throws InterruptedIOException {
    pause(failures, Duration.ZERO);
  }

  /// As {@link #pause(int)}, and not shorter than the other side asks for, up to ten seconds.
  ///
  /// @throws InterruptedIOException when the thread is interrupted, whose flag stays set
  public void pause(int failures, Duration asked) throws InterruptedIOException {
    Duration chosen = after(failures);
    Duration least = asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
    try {
      Pause.of(chosen.compareTo(least) > 0 ? chosen : least.plus(chosen.dividedBy(4)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting to try again");
    }
  }
}
