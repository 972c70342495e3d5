package io.scriptfarm.orchestration;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.wire.PackedEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The events of one build so far, as its gateway shows them. One thread appends, any number read,
/// each from where it likes.
///
/// The oldest events of a large build are packed, which takes a fifth of the memory, and so are all
/// of a build that has ended, when somebody asks for that.
public final class BuildLog {
  /// Events that are packed together: one reader unpacks them at once.
  static final int CHUNK = 256;

  /// How many stay unpacked while a build runs: more than readers lag behind, about 7 MB.
  static final int LOOSE = 16 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private final List<PackedEvents> packed = new ArrayList<>(); // full ones, but for the last
  private final List<BuildEvent> loose = new ArrayList<>(); // those that follow
  private int count; // of both
  private long looseBytes;
  private boolean finished;
  private boolean cut; // nothing more is shown here

  /// Appends the next event.
  ///
  /// @throws IllegalArgumentException when there is a gap before it
  void append(BuildEvent next) {
    lock.lock();
    try {
      if (next.sequence() != count + 1L) {
        throw new IllegalArgumentException(
            "event %d of build %s comes after %d".formatted(next.sequence(), next.build(), count));
      }
      loose.add(next);
      count++;
      looseBytes += EventWeight.of(next);
      finished |= next instanceof BuildEvent.Finished;
      if (loose.size() >= LOOSE + CHUNK) {
        packOldest();
      }
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Some of the events after the one with the sequence number `after`, the first ones. Waits up to
  /// `patience` for one, and gives an empty list when there is none by then.
  public List<BuildEvent> read(long after, Duration patience) throws InterruptedException {
    int from = (int) Math.clamp(after, 0, Integer.MAX_VALUE);
    PackedEvents chunk;
    lock.lockInterruptibly();
    try {
      long left = patience.toNanos();
      while (count <= from && !finished && !cut && left > 0) {
        left = grown.awaitNanos(left);
      }
      if (count <= from) {
        return List.of();
      }
      int inLoose = from - (count - loose.size());
      if (inLoose >= 0 && !loose.isEmpty()) {
        return List.copyOf(loose.subList(inLoose, loose.size()));
      }
      chunk = packed.get(from / CHUNK);
    } finally {
      lock.unlock();
    }
    List<BuildEvent> events = chunk.unpack();
    return events.subList(from % CHUNK, events.size());
  }

  /// Nothing more is shown here: nobody is to wait for it.
  void cut() {
    lock.lock();
    try {
      cut = true;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// How many events there are.
  long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /// Packs all events of a build that has ended; does nothing before.
  void pack() {
    lock.lock();
    try {
      while (finished && !loose.isEmpty()) {
        packOldest();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether the last event is there.
  boolean isFinished() {
    lock.lock();
    try {
      return finished;
    } finally {
      lock.unlock();
    }
  }

  boolean isPacked() {
    lock.lock();
    try {
      return loose.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// The memory that the events take, in bytes, nearly.
  long bytes() {
    lock.lock();
    try {
      return looseBytes + packed.stream().mapToLong(PackedEvents::size).sum();
    } finally {
      lock.unlock();
    }
  }

  private void packOldest() {
    List<BuildEvent> oldest = loose.subList(0, Math.min(CHUNK, loose.size()));
    packed.add(PackedEvents.of(oldest));
    looseBytes -= oldest.stream().mapToLong(EventWeight::of).sum();
    oldest.clear();
  }
}
