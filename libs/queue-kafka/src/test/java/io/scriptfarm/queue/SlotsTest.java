package io.scriptfarm.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Job.Lane;
import io.scriptfarm.testkit.Await;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SlotsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(1);

  /// Takes a slot for a job that comes just now.
  private static Optional<Slots.Slot> take(Slots slots, Lane lane, Duration atMost)
      throws InterruptedException {
    try (Slots.Turn turn = slots.turn(lane, System.nanoTime())) {
      return turn.take(atMost);
    }
  }

  private static Slots.Slot take(Slots slots, Lane lane) throws InterruptedException {
    return take(slots, lane, SOON).orElseThrow();
  }

  private static boolean isFree(Slots slots, Lane lane) throws InterruptedException {
    return slots.awaitFree(lane, System.nanoTime(), Duration.ZERO);
  }

  private static Thread start(FutureTask<?> task) {
    return Thread.ofPlatform().daemon().start(task);
  }

  private static void awaitWaiting(Thread thread) {
    Await.until(SOON, "it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
  }

  @Test
  void aWorkerHasAtLeastOneSlot() {
    assertThrows(IllegalArgumentException.class, () -> new Slots(0));
  }

  @Test
  @DisplayName("R46 one interactive job has room beside bulk jobs that take every slot, not two")
  void interactiveJobsHaveRoomBesideBulkJobs() throws Exception {
    Slots slots = new Slots(2, LONG);
    try (Slots.Slot one = take(slots, Lane.BULK);
        Slots.Slot two = take(slots, Lane.BULK)) {
      assertFalse(isFree(slots, Lane.BULK));
      assertTrue(isFree(slots, Lane.INTERACTIVE));
      try (Slots.Slot save = take(slots, Lane.INTERACTIVE)) {
        assertFalse(isFree(slots, Lane.INTERACTIVE));
        assertEquals(slots.mostTaken(), slots.taken());
      }
    }
    assertEquals(0, slots.taken());
  }

  @Test
  void interactiveJobsAmongThemselvesTakeNoMoreThanTheSlots() throws Exception {
    Slots slots = new Slots(1, LONG);
    try (Slots.Slot save = take(slots, Lane.INTERACTIVE)) {
      assertFalse(isFree(slots, Lane.INTERACTIVE));
    }
  }

  @Test
  @DisplayName("R46 a bulk job gives way between two pieces, until the interactive job ends")
  void bulkGivesWay() throws Exception {
    Slots slots = new Slots(1, LONG);
    try (Slots.Slot bulk = take(slots, Lane.BULK)) {
      Slots.Slot save = take(slots, Lane.INTERACTIVE);
      FutureTask<Boolean> piece = new FutureTask<>(() -> bulk.run(SlotsTest::giveWay));
      Thread thread = start(piece);
      awaitWaiting(thread);
      assertFalse(piece.isDone());
      save.close();
      assertTrue(piece.get());
    }
  }

  @Test
  void nobodyGivesWayWhereThereIsRoom() throws Exception {
    Slots slots = new Slots(2, LONG);
    try (Slots.Slot bulk = take(slots, Lane.BULK);
        Slots.Slot save = take(slots, Lane.INTERACTIVE)) {
      assertTrue(bulk.run(SlotsTest::giveWay));
      assertTrue(save.run(SlotsTest::giveWay));
      assertTrue(giveWay());
    }
  }

  @Test
  @DisplayName("R46 one of two bulk jobs gives way, the other one works on")
  void oneGivesWayForOne() throws Exception {
    Slots slots = new Slots(2, LONG);
    try (Slots.Slot one = take(slots, Lane.BULK);
        Slots.Slot two = take(slots, Lane.BULK)) {
      Slots.Slot save = take(slots, Lane.INTERACTIVE);
      FutureTask<Boolean> piece = new FutureTask<>(() -> one.run(SlotsTest::giveWay));
      awaitWaiting(start(piece));
      assertTrue(two.run(SlotsTest::giveWay));
      save.close();
      assertTrue(piece.get());
    }
  }

  @Test
  @DisplayName("R46 a bulk job that gave way as long as its patience lasts goes on")
  void givingWayEnds() throws Exception {
    Slots slots = new Slots(1, SHORT);
    try (Slots.Slot bulk = take(slots, Lane.BULK);
        Slots.Slot save = take(slots, Lane.INTERACTIVE)) {
      assertTrue(bulk.run(SlotsTest::giveWay));
    }
  }

  @Test
  void whoGivesWayCanBeInterrupted() throws Exception {
    Slots slots = new Slots(1, LONG);
    try (Slots.Slot bulk = take(slots, Lane.BULK);
        Slots.Slot save = take(slots, Lane.INTERACTIVE)) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> bulk.run(SlotsTest::giveWay));
    }
  }

  @Test
  @DisplayName("R46 an interactive job that waits goes before a bulk job")
  void interactiveFirst() throws Exception {
    Slots slots = new Slots(1, LONG);
    Slots.Slot busy = take(slots, Lane.INTERACTIVE);
    FutureTask<Slots.Slot> save = new FutureTask<>(() -> take(slots, Lane.INTERACTIVE));
    awaitWaiting(start(save));
    FutureTask<Slots.Slot> bulk = new FutureTask<>(() -> take(slots, Lane.BULK));
    awaitWaiting(start(bulk));
    busy.close();
    Slots.Slot saving = save.get();
    assertFalse(bulk.isDone());
    saving.close();
    bulk.get().close();
  }

  @Test
  @DisplayName("R46 a bulk job that has waited as long as its patience lasts goes before others")
  void bulkDoesNotStarve() throws Exception {
    Slots slots = new Slots(1, SHORT);
    Slots.Slot busy = take(slots, Lane.INTERACTIVE);
    long longAgo = System.nanoTime() - SHORT.toNanos();
    assertTrue(slots.awaitFree(Lane.BULK, longAgo, Duration.ZERO), "it is asked for");
    Slots.Turn bulk = slots.turn(Lane.BULK, longAgo);
    assertEquals(Optional.empty(), bulk.take(Duration.ZERO));
    busy.close();
    assertFalse(isFree(slots, Lane.INTERACTIVE), "it is the bulk job's turn");
    Slots.Slot taken = bulk.take(SOON).orElseThrow();
    bulk.close();
    assertTrue(isFree(slots, Lane.INTERACTIVE), "beside it");
    taken.close();
  }

  private static boolean giveWay() throws InterruptedException {
    Slots.giveWay();
    return true;
  }
}
