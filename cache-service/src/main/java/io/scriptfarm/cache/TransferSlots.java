package io.scriptfarm.cache;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Bounds how many uploads and downloads hold memory at a time. The others wait in the order in
/// which they came, which costs a virtual thread each. Safe for concurrent use.
public final class TransferSlots {
  private final Semaphore free;
  private final Duration wait;

  TransferSlots(int slots, Duration wait) {
    this.free = new Semaphore(slots, true);
    this.wait = wait;
  }

  /// Every slot was taken for too long; the client should come back later.
  public static final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BusyException(String message) {
      super(message);
    }
  }

  /// A slot that is given back by closing it.
  public interface Slot extends AutoCloseable {
    @Override
    void close();
  }

  /// Takes a slot, waiting for one if need be.
  ///
  /// @throws BusyException when none gets free in time
  public Slot take() {
    try {
      if (!free.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new BusyException(
            "as many transfers as the service takes are under way; try again in a second");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusyException("the service is stopping; try again in a second");
    }
    return free::release;
  }
}
