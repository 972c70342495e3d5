package io.scriptfarm.drill;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/// Chance that repeats itself: the same seed gives the same throws. Not safe for concurrent use.
final class Dice {
  private final Random random;

  Dice(long seed) {
    this.random = new Random(seed);
  }

  /// From 0 to `bound` - 1.
  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int times) {
    return below(times) == 0;
  }

  Duration between(Duration least, Duration most) {
    return least.plusMillis(random.nextLong(most.minus(least).toMillis() + 1));
  }

  <T> T pick(List<T> all) {
    return all.get(below(all.size()));
  }
}
