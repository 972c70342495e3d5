package io.scriptfarm.compiler.engine;

import java.time.Duration;

/// What one session may use.
///
/// @param time of each call, and of evaluating the script on opening; wall clock, host calls
///     included
/// @param heapBytes live JavaScript objects of the session. V8 keeps to it (to within the garbage
///     of one collection); GraalJS shares the JVM's heap, whose own limit is what counts there.
public record Limits(Duration time, long heapBytes) {
  static final long SMALLEST_HEAP = 16L * 1024 * 1024; // below this V8 has no room to start in

  public Limits {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("a session's time limit must be positive, not " + time);
    }
    if (heapBytes < SMALLEST_HEAP) {
      throw new IllegalArgumentException(
          "a session's heap limit must be at least " + SMALLEST_HEAP + " bytes, not " + heapBytes);
    }
  }
}
