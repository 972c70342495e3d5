package io.scriptfarm.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R43 a process that ended")
class DeathsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  @DisplayName("is started again at once, and after growing pauses when that does not help")
  void isStartedAgainAfterGrowingPauses() {
    Deaths deaths = Deaths.none();
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      deaths = deaths.plus(NOW, NOW);
      pauses.add(Duration.between(NOW, deaths.next()).toSeconds());
    }

    assertEquals(List.of(0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L), pauses);
  }

  @Test
  @DisplayName("is given up after twelve restarts that did not help")
  void isGivenUp() {
    Deaths deaths = Deaths.none();
    for (int i = 0; i < Deaths.LIMIT; i++) {
      deaths = deaths.plus(NOW, NOW.plusSeconds(1));
      assertFalse(deaths.areTooMany());
    }
    assertTrue(deaths.plus(NOW, NOW.plusSeconds(1)).areTooMany());
  }

  @Test
  @DisplayName("begins anew when it lived for long")
  void isForgivenAfterALongLife() {
    Deaths deaths = Deaths.none().plus(NOW, NOW).plus(NOW, NOW).plus(NOW, NOW);
    Instant later = NOW.plus(Deaths.STEADY);

    assertEquals(new Deaths(1, later), deaths.plus(NOW, later));
    assertEquals(later, deaths.plus(NOW, later).next());
  }
}
