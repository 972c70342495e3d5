package io.scriptfarm.contract.patience;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Time passes by the pauses, and nobody sleeps.
class PatienceTest {
  private static final Duration AT_MOST = Duration.ofMinutes(2);

  private final List<Duration> pauses = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private final AtomicLong ticks = new AtomicLong();
  private int asked;
  private final Patience patience =
      new Patience(
          AT_MOST,
          () -> now,
          time -> {
            pauses.add(time);
            now = now.plus(time);
          });

  private String answerOf(int failures) {
    return answerOf(failures, patience);
  }

  private String answerOf(int failures, Patience patience) {
    return ScopedValue.where(Patience.LISTENER, told::add)
        .call(
            () ->
                patience.ask(
                    () -> {
                      if (asked++ < failures) {
                        throw new StoreUnavailableException(
                            "Redis is away", new IOException("reset"));
                      }
                      return "answer";
                    }));
  }

  @Test
  @DisplayName("R43 a moment without the store is waited out and told to nobody")
  void waitsOutAMoment() {
    assertEquals("answer", answerOf(2));

    assertEquals(2, pauses.size());
    assertEquals(List.of(), told);
  }

  @Test
  @DisplayName("R43 a store that stays away is told once, and asked less and less often")
  void tellsOnceWhatItWaitsFor() {
    assertEquals("answer", answerOf(30));

    assertEquals(List.of("Redis is away"), told);
    assertTrue(pauses.getFirst().toMillis() <= 50, pauses::toString);
    assertTrue(pauses.stream().allMatch(pause -> pause.toSeconds() <= 2), pauses::toString);
    assertTrue(pauses.getLast().toMillis() >= 1000, pauses::toString);
  }

  @Test
  @DisplayName("R43 it is waited on though the machine's clock is set an hour forth and back")
  void waitsThoughTheClockIsSet() {
    Iterator<Integer> hours = Stream.iterate(1, hour -> -hour).iterator();
    SteadyClock steady = new SteadyClock(() -> now, ticks::get);
    Patience waiting =
        new Patience(
            AT_MOST,
            steady,
            time -> {
              pauses.add(time);
              ticks.addAndGet(time.toNanos());
              now = now.plus(Duration.ofHours(hours.next()));
            });

    assertEquals("answer", answerOf(10, waiting));
    asked = 0;
    assertThrows(StoreUnavailableException.class, () -> answerOf(1_000, waiting));

    assertTrue(Duration.ofNanos(ticks.get()).compareTo(AT_MOST.multipliedBy(2)) < 0);
  }

  @Test
  @DisplayName("R43 a wait ends")
  void endsAWait() {
    assertThrows(StoreUnavailableException.class, () -> answerOf(Integer.MAX_VALUE));

    Duration waited = Duration.between(Instant.EPOCH, now);
    assertTrue(waited.compareTo(AT_MOST) >= 0, waited::toString);
    assertTrue(waited.compareTo(AT_MOST.plusSeconds(2)) <= 0, waited::toString);
  }

  @Test
  @DisplayName("an interrupt ends a wait at once")
  void endsWithAnInterrupt() {
    StoreUnavailableException away =
        new StoreUnavailableException("interrupted", new InterruptedException());
    var thrown =
        assertThrows(
            StoreUnavailableException.class,
            () ->
                patience.ask(
                    () -> {
                      Thread.currentThread().interrupt();
                      throw away;
                    }));

    assertSame(away, thrown);
    assertTrue(Thread.interrupted());
    assertEquals(List.of(), pauses);
  }

  @Test
  @DisplayName("other failures are passed on")
  void passesOnWhatIsNoOutage() {
    assertThrows(
        IllegalStateException.class,
        () ->
            patience.ask(
                () -> {
                  throw new IllegalStateException("a defect");
                }));
  }
}
