package io.scriptfarm.compiler.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Keeps GraalJS scripts from filling the JVM's heap, which would hit whichever thread allocates
/// next.
///
/// While calls run, a thread looks every few milliseconds at what the JVM has for objects that live
/// long; with some collectors that is the whole heap, with the serial one two thirds of it. When it
/// is nearly full, the heap is collected there and then, because the JVM itself collects only when
/// nothing is left to go on with. When that frees too little, the call that has allocated most is
/// stopped.
///
/// What one step of a script takes beyond all that is left cannot be kept from it: a single
/// monstrous allocation still ends in an `OutOfMemoryError`.
final class HeapWatch {
  /// The rest is what the others live on until the call has stopped.
  private static final double FULL = 0.8;

  /// How much more must be in use than was alive last time for another collection to be worthwhile.
  private static final double STEP = 0.05;

  private static final long EVERY_MILLIS = 10; // some MB, at the pace of a loop that only allocates

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final HeapWatch OF_THIS_JVM = new HeapWatch();

  private final MemoryPoolMXBean old =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()))
          .orElseThrow();
  private final Set<Running> running = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor clock = clock();

  private long alive; // bytes, by the last collection; of the clock's thread

  private HeapWatch() {}

  /// Watches a call of the current thread until it is closed.
  ///
  /// @param stop ends the call soon; may block
  static Running watch(Runnable stop) {
    return OF_THIS_JVM.new Running(stop);
  }

  private void look() {
    MemoryUsage usage = old.getUsage();
    long used = usage.getUsed();
    alive = Math.min(alive, used);
    if (used < FULL * usage.getMax() || used - alive < STEP * usage.getMax()) {
      return;
    }
    List<Running> suspects = List.copyOf(running); // who begins later has no part in what is found
    System.gc();
    alive = afterCollection();
    if (alive > FULL * usage.getMax()) {
      stopHog(suspects);
    }
  }

  /// The JVM's own collections count where it was told to refuse ours.
  private long afterCollection() {
    MemoryUsage usage = old.getCollectionUsage();
    return (usage == null ? old.getUsage() : usage).getUsed();
  }

  private static void stopHog(Collection<Running> suspects) {
    suspects.stream().max(Comparator.comparingLong(Running::allocated)).ifPresent(Running::stop);
  }

  private static ScheduledThreadPoolExecutor clock() {
    var clock =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("js-heap-watch").factory());
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }

  /// One call.
  final class Running implements AutoCloseable {
    private final Runnable stop;
    private final long thread = Thread.currentThread().threadId();
    private final long before = THREADS.getThreadAllocatedBytes(thread);
    private final Future<?> looks;
    private boolean over;
    private boolean stopped;

    private Running(Runnable stop) {
      this.stop = stop;
      running.add(this);
      this.looks =
          clock.scheduleWithFixedDelay(
              HeapWatch.this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private long allocated() {
      return THREADS.getThreadAllocatedBytes(thread) - before;
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
      looks.cancel(false);
      synchronized (this) {
        over = true;
      }
    }
  }
}
