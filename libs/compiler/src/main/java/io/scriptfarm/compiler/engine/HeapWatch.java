package io.scriptfarm.compiler.engine;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;

/// Keeps a GraalJS script from filling the JVM's heap, which would hit whichever thread allocates
/// next. When a full collection leaves nearly full what the JVM has for objects that live long, the
/// running call that has allocated most is stopped. With some collectors that is the whole heap,
/// with the serial one two thirds of it.
final class HeapWatch {
  /// The rest is what the others live on until the call has stopped.
  private static final double FULL = 0.8;

  private final RuntimeMXBean clock = ManagementFactory.getRuntimeMXBean();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final MemoryPoolMXBean old =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()))
          .orElseThrow();
  private final Set<Running> running = ConcurrentHashMap.newKeySet();

  private HeapWatch() {}

  static HeapWatch start() {
    var watch = new HeapWatch();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener((event, unused) -> watch.collected(event), null, null);
      }
    }
    return watch;
  }

  /// Watches a call of the current thread until it is closed.
  ///
  /// @param stop ends the call soon; may block
  Running watch(Runnable stop) {
    var call = new Running(stop, Thread.currentThread().threadId());
    running.add(call);
    return call;
  }

  private void collected(Notification event) {
    if (running.isEmpty()
        || !event
            .getType()
            .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      return;
    }
    var info = GarbageCollectionNotificationInfo.from((CompositeData) event.getUserData());
    boolean full = !info.getGcAction().contains("minor") && !info.getGcAction().contains("pause");
    MemoryUsage left = info.getGcInfo().getMemoryUsageAfterGc().get(old.getName());
    if (full && left != null && left.getUsed() > FULL * left.getMax()) {
      // Word comes late: a call that began after the collection has no part in what it found.
      Running hog = hog(info.getGcInfo().getStartTime());
      if (hog != null) {
        Thread.ofPlatform().daemon().name("js-heap-watch").start(hog::stop);
      }
    }
  }

  private @Nullable Running hog(long before) {
    return running.stream()
        .filter(call -> call.begun < before)
        .max(Comparator.comparingLong(Running::allocated))
        .orElse(null);
  }

  /// One call.
  final class Running implements AutoCloseable {
    private final Runnable stop;
    private final long thread;
    private final long before;
    private final long begun = clock.getUptime(); // as collections are told, in ms
    private boolean over;
    private boolean stopped;

    private Running(Runnable stop, long thread) {
      this.stop = stop;
      this.thread = thread;
      this.before = threads.getThreadAllocatedBytes(thread);
    }

    private long allocated() {
      return threads.getThreadAllocatedBytes(thread) - before;
    }

    private synchronized void stop() {
      if (!over && !stopped) {
        stopped = true;
        stop.run();
      }
    }

    synchronized boolean stopped() {
      return stopped;
    }

    /// Waits for a stop under way: afterwards nothing is stopped any more.
    @Override
    public void close() {
      running.remove(this);
      synchronized (this) {
        over = true;
      }
    }
  }
}
