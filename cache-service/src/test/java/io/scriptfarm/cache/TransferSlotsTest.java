package io.scriptfarm.cache;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransferSlotsTest {

  @Test
  void turnsAwayWhomItCannotServeInTime() {
    TransferSlots slots = new TransferSlots(2, Duration.ofMillis(20));
    TransferSlots.Slot first = slots.take();
    TransferSlots.Slot second = slots.take();

    assertThrows(TransferSlots.BusyException.class, slots::take);

    first.close();
    slots.take().close();
    second.close();
  }

  @Test
  void restoresTheInterrupt() {
    TransferSlots slots = new TransferSlots(1, Duration.ofDays(1));
    try (TransferSlots.Slot taken = slots.take()) {
      Thread.currentThread().interrupt();
      assertThrows(TransferSlots.BusyException.class, slots::take);
    }
    assertTrue(Thread.interrupted());
  }
}
