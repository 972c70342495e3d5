package io.scriptfarm.delivery.replication;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// How much memory something takes, released or not.
final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /// Bytes that this thread has taken so far.
  static long soFar() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  static long of(Runnable action) {
    long before = soFar();
    action.run();
    return soFar() - before;
  }
}
