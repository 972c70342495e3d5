package io.scriptfarm.queue;

import io.scriptfarm.contract.wire.Backoff;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.AcknowledgeType;

/// Work on a record in hand. It runs on the executor while the intake's thread keeps the lease, and
/// what it returns is acknowledged; the record is given back when it throws, is not begun, or still
/// runs when a drain's patience has ended. It is given back after a pause, unless a drain has
/// begun.
final class LeasedTask {
  private static final System.Logger LOG = System.getLogger(LeasedTask.class.getName());

  // By the attempt: whatever failed gets time to recover, and the build does not wait for long.
  private static final Backoff GIVING_BACK =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), Integer.MAX_VALUE);

  private final JobLease lease;
  private final Drain drain;
  private final Runnable afterwards;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final FutureTask<AcknowledgeType> task;

  private LeasedTask(
      JobLease lease, Drain drain, Callable<AcknowledgeType> work, Runnable afterwards) {
    this.lease = lease;
    this.drain = drain;
    this.afterwards = afterwards;
    this.task =
        new FutureTask<>(() -> begin() ? perform(work) : AcknowledgeType.RELEASE) {
          @Override
          protected void done() {
            drain.wake();
          }
        };
  }

  /// Runs `work` and ends the lease as it says; returns then. `afterwards` runs once, when the work
  /// has really ended, which may be later.
  static void run(
      JobLease lease,
      Executor executor,
      Drain drain,
      Callable<AcknowledgeType> work,
      Runnable afterwards)
      throws InterruptedException {
    new LeasedTask(lease, drain, work, afterwards).runOn(executor);
  }

  private void runOn(Executor executor) throws InterruptedException {
    drain.forgetWakes(); // of an earlier task
    try {
      executor.execute(task);
      awaitEnd();
    } catch (RejectedExecutionException e) {
      LOG.log(Level.WARNING, "job given back, the worker is ending: {0}", lease);
    } finally {
      task.cancel(true); // does nothing to a task that is done
      if (begin()) {
        afterwards.run(); // the task never began, and now never will
      }
    }
    AcknowledgeType verdict = verdict();
    if (verdict == AcknowledgeType.RELEASE) {
      rest(GIVING_BACK.after(JobRecord.attempt(lease.record())));
    }
    lease.end(verdict);
  }

  /// Keeps the record for a while, in which nobody works on it.
  private void rest(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos();
        left > 0 && lease.isHeld() && !drain.hasBegun();
        left = deadline - System.nanoTime()) {
      drain.await(Math.min(left, lease.nanosToRenewal()));
      lease.renewIfDue();
    }
  }

  /// Whether the caller is the first, and so the one that goes on.
  private boolean begin() {
    return begun.compareAndSet(false, true);
  }

  private AcknowledgeType perform(Callable<AcknowledgeType> work) throws Exception {
    try {
      return work.call();
    } finally {
      afterwards.run();
    }
  }

  /// Returns when the task is done, or a drain's patience has ended.
  private void awaitEnd() throws InterruptedException {
    while (!task.isDone()) {
      if (drain.await(lease.nanosToRenewal())) {
        continue;
      }
      if (drain.isOutOfPatience()) {
        LOG.log(Level.INFO, "job given back while it runs, the worker drains: {0}", lease);
        return;
      }
      lease.renewIfDue();
    }
  }

  private AcknowledgeType verdict() {
    return switch (task.state()) {
      case SUCCESS -> task.resultNow();
      case FAILED -> {
        LOG.log(Level.ERROR, "job failed and is given back: " + lease, task.exceptionNow());
        yield AcknowledgeType.RELEASE;
      }
      case CANCELLED, RUNNING -> AcknowledgeType.RELEASE;
    };
  }
}
