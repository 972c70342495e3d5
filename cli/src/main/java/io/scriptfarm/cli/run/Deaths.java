package io.scriptfarm.cli.run;

import java.time.Duration;
import java.time.Instant;

/// How often a process ended soon after it was started, one time after the other, and what follows
/// from that: when it is started again, or that it is given up. The first time it is started at
/// once, since a process that was killed starts well; then the pauses grow, so that one that cannot
/// start takes no core from the others.
///
/// @param inARow how many lives ended within {@link #STEADY}, without a longer one in between
/// @param last when the last one ended
record Deaths(int inARow, Instant last) {
  /// A life of this length forgives the short ones before it. Starting takes 2 to 10 s.
  static final Duration STEADY = Duration.ofSeconds(30);

  /// So many short lives in a row, about four minutes of them, do not become better by one more.
  static final int LIMIT = 12;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  static Deaths none() {
    return new Deaths(0, Instant.EPOCH);
  }

  /// One more, at `now`, of a process that was started at `start`.
  Deaths plus(Instant start, Instant now) {
    boolean steady = Duration.between(start, now).compareTo(STEADY) >= 0;
    return new Deaths(steady ? 1 : inARow + 1, now);
  }

  boolean areTooMany() {
    return inARow > LIMIT;
  }

  /// When the process is to be started again.
  Instant next() {
    if (inARow <= 1) {
      return last;
    }
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(inARow - 2, 10));
    return last.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
  }
}
