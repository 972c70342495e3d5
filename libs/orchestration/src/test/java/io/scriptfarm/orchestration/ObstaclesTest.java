package io.scriptfarm.orchestration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.StoreUnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R43 what is in the way of all builds")
class ObstaclesTest {
  private static final Instant SINCE = Instant.parse("2026-01-01T12:00:00.5Z");

  @Test
  void isNothingOnAFarmThatIsWell() {
    assertEquals(List.of(), new Obstacles(Optional::empty, () -> true).now());
  }

  @Test
  void isAnAbsentWorker() {
    List<Obstacle> now = new Obstacles(Optional::empty, () -> false).now();

    assertEquals(List.of(new Obstacle.NoWorker()), now);
    assertEquals("waiting for a compile worker: none runs", now.getFirst().waiting());
  }

  @Test
  void isABrokerThatIsAwayAndAStoreThatRefuses() {
    List<Obstacle> now =
        new Obstacles(
                () -> Optional.of(SINCE),
                () -> {
                  throw new StoreUnavailableException("Redis refuses", new Exception("OOM"));
                })
            .now();

    assertEquals(
        List.of("the broker is away since 2026-01-01T12:00:00Z", "Redis refuses"),
        now.stream().map(Obstacle::verdict).toList());
  }
}
