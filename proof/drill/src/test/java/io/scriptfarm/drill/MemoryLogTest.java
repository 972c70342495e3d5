package io.scriptfarm.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R43 a drill finds a process too large")
class MemoryLogTest {
  private static final long MIB = 1 << 20;
  private static final int SECONDS = 1_000;

  private final MemoryLog log = new MemoryLog();

  /// A process that has so many MiB at each second, and is another one each `life` seconds.
  private interface Size {
    long at(int second);
  }

  private List<String> found(String process, int life, Size size) {
    for (int second = 0; second <= SECONDS; second++) {
      log.add(
          Duration.ofSeconds(second),
          Map.of(process, new MemoryLog.Memory(second / life, size.at(second) * MIB)));
    }
    return MemoryLimit.exceeded(log.growth());
  }

  @Test
  @DisplayName("that grows without end")
  void thatGrowsWithoutEnd() {
    assertEquals(
        List.of("worker-1 grew by 74 %, and may by 20 %"),
        found("worker-1", SECONDS * 2, second -> 500 + second / 2));
  }

  @Test
  @DisplayName("that grows from one start to the next, but not by its first minute")
  void youngProcessesDoNotCount() {
    Size young = second -> Math.min(second % 100 * 20, 600);

    assertEquals(List.of(), found("worker-1", 100, young));
  }

  @Test
  @DisplayName("that has more than it may")
  void thatHasTooMuch() {
    assertEquals(
        List.of("gateway had 900 MiB, and may have 512"),
        found("gateway", SECONDS * 2, second -> second == 500 ? 900 : 400));
  }

  @Test
  @DisplayName("but not Redis that fills, below its limit")
  void redisMayFill() {
    assertEquals(List.of(), found("redis", SECONDS * 2, second -> 10 + second));
  }

  @Test
  @DisplayName("but says nothing of growth where none ran for a minute")
  void nothingIsKnownOfShortLives() {
    found("worker-1", 50, second -> 500);

    assertEquals(OptionalDouble.empty(), log.growth().get("worker-1").share());
  }
}
