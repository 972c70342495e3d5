package io.scriptfarm.orchestration;

import io.scriptfarm.contract.BuildEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/// The events of one build so far. One thread appends, any number read, each from where it likes.
public final class BuildLog {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final List<BuildEvent> events = new ArrayList<>();

  /// Appends the event that `event` makes of its sequence number, and gives it.
  BuildEvent append(LongFunction<BuildEvent> event) {
    lock.lock();
    try {
      BuildEvent next = event.apply(events.size() + 1L);
      events.add(next);
      grown.signalAll();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /// The events after the one with the sequence number `after`. Waits up to `patience` for the
  /// first, and gives an empty list when there is none by then.
  public List<BuildEvent> read(long after, Duration patience) throws InterruptedException {
    int from = (int) Math.clamp(after, 0, Integer.MAX_VALUE);
    lock.lockInterruptibly();
    try {
      long left = patience.toNanos();
      while (events.size() <= from && !isFinished() && left > 0) {
        left = grown.awaitNanos(left);
      }
      return events.size() <= from ? List.of() : List.copyOf(events.subList(from, events.size()));
    } finally {
      lock.unlock();
    }
  }

  private boolean isFinished() {
    return !events.isEmpty() && events.getLast() instanceof BuildEvent.Finished;
  }
}
