package io.scriptfarm.orchestration;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Who follows a build's events. Thread-safe.
final class Audience {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int followers;
  private boolean over;

  /// One more follower, until {@link #leave}.
  void join() {
    change(() -> followers++);
  }

  void leave() {
    change(() -> followers--);
  }

  /// The build has ended: nobody is waited for any more.
  void ended() {
    change(() -> over = true);
  }

  /// Waits until somebody follows, or the build has ended, at most `atMost`.
  ///
  /// @return whether the build is abandoned: it goes on, and nobody has come
  boolean isAbandonedFor(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (followers == 0 && !over) {
        if (left <= 0) {
          return true;
        }
        left = changed.awaitNanos(left);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable what) {
    lock.lock();
    try {
      what.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
