package io.scriptfarm.queue;

import io.scriptfarm.contract.Job.Lane;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The compile slots of a worker, which its intakes share: one per job that it can run at the same
/// time. A job of the interactive lane goes before those of the bulk lane that wait, and
/// `reservedForInteractive` slots are never given to bulk jobs. Safe for concurrent use.
public final class Slots {
  private final int count;
  private final int reservedForInteractive;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int taken;
  private int interactiveWaiting;

  /// @throws IllegalArgumentException when no slot is left for bulk jobs
  public Slots(int count, int reservedForInteractive) {
    if (reservedForInteractive < 0 || reservedForInteractive >= count) {
      throw new IllegalArgumentException(
          "of %d compile slots %d are reserved for the interactive lane; at least one must be left for bulk jobs"
              .formatted(count, reservedForInteractive));
    }
    this.count = count;
    this.reservedForInteractive = reservedForInteractive;
  }

  public int count() {
    return count;
  }

  /// How many jobs run right now.
  public int taken() {
    lock.lock();
    try {
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// A taken slot; closing gives it back, once.
  public final class Slot implements AutoCloseable {
    private boolean open = true;

    private Slot() {}

    @Override
    public void close() {
      lock.lock();
      try {
        if (open) {
          open = false;
          taken--;
          changed.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /// Waits at most `atMost` until a job of `lane` could start, without taking the slot.
  boolean awaitFree(Lane lane, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      return await(lane, atMost);
    } finally {
      lock.unlock();
    }
  }

  /// Takes a slot for a job of `lane`, waiting at most `atMost`.
  Optional<Slot> take(Lane lane, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      boolean interactive = lane == Lane.INTERACTIVE;
      interactiveWaiting += interactive ? 1 : 0;
      try {
        if (!await(lane, atMost)) {
          return Optional.empty();
        }
        taken++;
        return Optional.of(new Slot());
      } finally {
        interactiveWaiting -= interactive ? 1 : 0;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean await(Lane lane, Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    while (!startable(lane)) {
      if (nanos <= 0) {
        return false;
      }
      nanos = changed.awaitNanos(nanos);
    }
    return true;
  }

  private boolean startable(Lane lane) {
    int free = count - taken;
    return switch (lane) {
      case INTERACTIVE -> free > 0;
      case BULK -> free > reservedForInteractive && interactiveWaiting == 0;
    };
  }
}
