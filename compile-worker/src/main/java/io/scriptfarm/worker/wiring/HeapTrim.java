package io.scriptfarm.worker.wiring;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Optional;
import javax.management.NotificationEmitter;

/// Keeps the JVM's heap near what lives in it. The serial collector lets the old generation fill up
/// to its limit before it looks at it, and a worker's fills with contents that the cache gave up:
/// 0.1 MB with each save, some 300 MB until a collection that takes a tenth of a second. So it
/// collects when a third of it is garbage, but not before it is as large as it gets anyway once a
/// worker's caches are full: then it is as large after a hundred builds as after thousands.
final class HeapTrim {
  private static final long LEAST_USED = 96L << 20;
  private static final String OLD = "Tenured Gen";

  private HeapTrim() {}

  /// Begins, where the JVM has that collector. Large heaps are for those who have the memory.
  static void start() {
    Optional<MemoryPoolMXBean> found =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getName().equals(OLD))
            .filter(MemoryPoolMXBean::isUsageThresholdSupported)
            .findFirst();
    if (found.isEmpty() || Runtime.getRuntime().maxMemory() > 1L << 30) {
      return;
    }
    MemoryPoolMXBean old = found.get();
    if (ManagementFactory.getMemoryMXBean() instanceof NotificationEmitter emitter) {
      emitter.addNotificationListener(
          (event, unused) -> {
            if (event.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
              System.gc();
              expect(old);
            }
          },
          null,
          null);
      expect(old);
    }
  }

  private static void expect(MemoryPoolMXBean old) {
    long live = old.getUsage().getUsed();
    old.setUsageThreshold(Math.min(Math.max(LEAST_USED, live + live / 2), old.getUsage().getMax()));
  }
}
