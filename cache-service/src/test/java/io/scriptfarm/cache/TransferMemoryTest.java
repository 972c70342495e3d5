package io.scriptfarm.cache;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.cache.TransferMemory.BusyException;
import io.scriptfarm.cache.TransferMemory.Share;
import io.scriptfarm.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R43 transfers hold no more memory than there is")
class TransferMemoryTest {
  private static final long COMMON = 100;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  private TransferMemory memory(Duration wait) {
    return new TransferMemory(TransferMemory.LARGEST + COMMON, wait, now::get);
  }

  @Test
  void turnsAwayWhomItCannotServeInTime() {
    TransferMemory memory = memory(Duration.ofMillis(20));
    try (Share small = memory.open();
        Share large = memory.open();
        Share late = memory.open()) {
      small.take(COMMON);
      large.take(TransferMemory.LARGEST); // its turn

      assertThrows(BusyException.class, () -> late.take(1));

      small.giveBack(1);
      late.take(1);
    }
  }

  @Test
  void theNextOneHasHisTurnWhenAllOfItIsGivenBack() throws Exception {
    TransferMemory memory = memory(Duration.ofMinutes(1));
    Share first = memory.open();
    first.take(COMMON + 1);
    CompletableFuture<Void> second =
        CompletableFuture.runAsync(
            () -> {
              try (Share share = memory.open()) {
                share.take(COMMON + 1);
              }
            });

    first.shrinkTo(0);

    second.get(20, TimeUnit.SECONDS);
    first.take(COMMON + 1); // for it too
    first.close();
  }

  @Test
  void twoThatGrowTogetherBothEnd() throws Exception {
    TransferMemory memory = memory(Duration.ofMinutes(1));
    CompletableFuture<?>[] growing = new CompletableFuture<?>[8];
    for (int i = 0; i < growing.length; i++) {
      growing[i] =
          CompletableFuture.runAsync(
              () -> {
                try (Share share = memory.open()) {
                  for (int step = 0; step < 100; step++) {
                    share.take(TransferMemory.LARGEST / 100);
                  }
                }
              },
              command -> Thread.ofVirtual().start(command));
    }
    CompletableFuture.allOf(growing).get(20, TimeUnit.SECONDS);
    try (Share all = memory.open()) {
      all.take(COMMON);
    }
  }

  @Test
  void aTurnHasAnEndWhenOthersWait() throws Exception {
    TransferMemory memory = memory(Duration.ofMinutes(1));
    Share slow = memory.open();
    slow.take(COMMON + 1);
    now.set(now.get().plus(Duration.ofMinutes(2)));
    slow.checkTurn(); // nobody waits

    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () -> {
              try (Share share = memory.open()) {
                share.take(COMMON + 1);
              }
            });
    Await.until(
        Duration.ofSeconds(20),
        "the slow one is told to go",
        () -> {
          try {
            slow.checkTurn();
            return false;
          } catch (BusyException e) {
            return true;
          }
        });
    assertThrows(BusyException.class, () -> slow.take(1));
    slow.close();
    waiting.get(20, TimeUnit.SECONDS);
  }

  @Test
  void aRequestThatEndedTakesNothingMore() {
    TransferMemory memory = memory(Duration.ofMillis(20));
    Share gone = memory.open();
    gone.take(COMMON + 1);
    gone.close();

    assertThrows(BusyException.class, () -> gone.take(1));
    try (Share next = memory.open()) {
      next.take(COMMON + 1);
    }
  }

  @Test
  void restoresTheInterrupt() {
    TransferMemory memory = memory(Duration.ofDays(1));
    try (Share taken = memory.open();
        Share waiting = memory.open()) {
      taken.take(COMMON + 1);
      Thread.currentThread().interrupt();
      assertThrows(BusyException.class, () -> waiting.take(COMMON + 1));
    }
    assertTrue(Thread.interrupted());
  }

  @Test
  void theLargestBlobFits() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new TransferMemory(TransferMemory.LARGEST - 1, Duration.ZERO, now::get));
  }
}
