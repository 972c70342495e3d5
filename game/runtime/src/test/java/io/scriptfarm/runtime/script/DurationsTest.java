package io.scriptfarm.runtime.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DurationsTest {
  @Test
  void quantilesAreWithinAnEighth() {
    Durations durations = new Durations();
    assertEquals(new Timing(0, 0, 0, 0), durations.timing());
    for (int i = 1; i <= 100_000; i++) {
      durations.add(i);
    }
    durations.add(5_000_000_000L);
    Timing timing = durations.timing();
    assertEquals(100_001, timing.count());
    assertEquals(50_000, timing.p50(), 50_000 / 8.0);
    assertEquals(99_000, timing.p99(), 99_000 / 8.0);
    assertEquals(5_000_000_000L, timing.longest());
  }

  @Test
  void oneDurationIsAllOfThem() {
    for (long nanos : new long[] {0, 1, 7, 8, 9, 1_000_003, Long.MAX_VALUE}) {
      Durations durations = new Durations();
      durations.add(nanos);
      assertEquals(new Timing(1, nanos, nanos, nanos), durations.timing());
    }
  }
}
