package io.scriptfarm.queue;

import io.scriptfarm.contract.Job.Lane;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The compile slots of a worker, which its intakes share: one for each job that it can compile at
/// the same time (requirement R46).
///
/// - A job of the interactive lane goes before those of the bulk lane that wait. Where bulk jobs
///   have all slots it begins nevertheless, in a slot beyond the {@link #count}, and one of them
///   {@link #giveWay gives way} between two of its pieces. So it waits for no bulk job to end.
/// - A bulk job starves never: once it has waited as long as the patience says, it goes before
///   interactive jobs, and it gives way no longer than that.
///
/// Safe for concurrent use.
public final class Slots {
  /// How long bulk jobs stand back: long against a save with the build that follows, and short
  /// enough that an editor in use all day does not stop the builds of everybody else.
  public static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final ScopedValue<Slot> OF_THE_JOB = ScopedValue.newInstance();

  private final int count;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int interactive; // jobs in hand
  private int bulk;
  private int givingWay; // of the bulk jobs
  private int interactiveWaiting;
  private int overdue; // bulk jobs that wait and have lost patience

  /// @param count how many jobs compile at the same time
  public Slots(int count) {
    this(count, PATIENCE);
  }

  Slots(int count, Duration patience) {
    if (count < 1) {
      throw new IllegalArgumentException("a worker has at least one compile slot, not " + count);
    }
    this.count = count;
    this.patience = patience;
  }

  public int count() {
    return count;
  }

  /// How many jobs are in hand at most: one more than slots.
  public int mostTaken() {
    return count + 1;
  }

  /// How many jobs are in hand right now.
  public int taken() {
    lock.lock();
    try {
      return inHand();
    } finally {
      lock.unlock();
    }
  }

  /// Lets an interactive job go first, if one runs beyond the slots and the calling thread runs a
  /// bulk job: waits until there is room for both, or the patience of the bulk job has ended. To be
  /// called between two pieces of a job. Elsewhere it does nothing.
  public static void giveWay() throws InterruptedException {
    if (OF_THE_JOB.isBound()) {
      OF_THE_JOB.get().standBack();
    }
  }

  /// A taken slot; closing gives it back, once.
  final class Slot implements AutoCloseable {
    private final Lane lane;
    private long nanosOfPatience = patience.toNanos(); // of the job's thread
    private boolean open = true;

    private Slot(Lane lane) {
      this.lane = lane;
    }

    /// Runs a job in this slot on the calling thread.
    <T> T run(ScopedValue.CallableOp<T, InterruptedException> job) throws InterruptedException {
      return ScopedValue.where(OF_THE_JOB, this).call(job);
    }

    private void standBack() throws InterruptedException {
      if (lane == Lane.INTERACTIVE) {
        return;
      }
      lock.lock();
      try {
        if (running() <= count) {
          return;
        }
        givingWay++;
        try {
          while (running() >= count && nanosOfPatience > 0) {
            nanosOfPatience = changed.awaitNanos(nanosOfPatience);
          }
        } finally {
          givingWay--;
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (open) {
          open = false;
          add(lane, -1);
          changed.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /// A job of a lane that wants a slot; to be closed when it has one, or wants none any more.
  /// Confined to one thread.
  final class Turn implements AutoCloseable {
    private final Lane lane;
    private final long deadline;
    private boolean lostPatience;

    private Turn(Lane lane, long since) {
      this.lane = lane;
      this.deadline = since + patience.toNanos();
      if (lane == Lane.INTERACTIVE) {
        locked(() -> interactiveWaiting++);
      }
    }

    /// Takes a slot, waiting at most `atMost`.
    Optional<Slot> take(Duration atMost) throws InterruptedException {
      lock.lock();
      try {
        long left = atMost.toNanos();
        while (!startable(lane, isOverdue())) {
          if (left <= 0) {
            return Optional.empty();
          }
          left = changed.awaitNanos(left);
        }
        add(lane, 1);
        return Optional.of(new Slot(lane));
      } finally {
        lock.unlock();
      }
    }

    private boolean isOverdue() {
      if (lane == Lane.BULK && !lostPatience && System.nanoTime() - deadline >= 0) {
        lostPatience = true;
        overdue++;
      }
      return lostPatience;
    }

    @Override
    public void close() {
      locked(
          () -> {
            interactiveWaiting -= lane == Lane.INTERACTIVE ? 1 : 0;
            overdue -= lostPatience ? 1 : 0;
            changed.signalAll();
          });
    }
  }

  /// Waits at most `atMost` until it is worth while to ask for a job of `lane`: it could start, or
  /// it is a bulk job's turn. Takes no slot.
  ///
  /// @param since when the asking began, of {@link System#nanoTime}
  boolean awaitFree(Lane lane, long since, Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long left = atMost.toNanos();
      while (!startable(lane, false) && !isTurnOfBulk(lane, since)) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// @param since when the job began to wait, of {@link System#nanoTime}
  Turn turn(Lane lane, long since) {
    return new Turn(lane, since);
  }

  private boolean startable(Lane lane, boolean isOverdue) {
    return switch (lane) {
      case INTERACTIVE -> inHand() + overdue < (bulk > 0 ? count + 1 : count);
      case BULK -> inHand() < count && (interactiveWaiting == 0 || isOverdue);
    };
  }

  private boolean isTurnOfBulk(Lane lane, long since) {
    return lane == Lane.BULK
        && bulk + overdue == 0
        && System.nanoTime() - since >= patience.toNanos();
  }

  private int inHand() {
    return interactive + bulk;
  }

  private int running() {
    return inHand() - givingWay;
  }

  private void add(Lane lane, int jobs) {
    switch (lane) {
      case INTERACTIVE -> interactive += jobs;
      case BULK -> bulk += jobs;
    }
  }

  private void locked(Runnable what) {
    lock.lock();
    try {
      what.run();
    } finally {
      lock.unlock();
    }
  }
}
