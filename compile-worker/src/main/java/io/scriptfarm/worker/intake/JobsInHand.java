package io.scriptfarm.worker.intake;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// The jobs that this worker runs. When a connection to the broker breaks, the broker gives the
/// jobs in hand out again, perhaps to this worker, while they still run. So a job runs once at a
/// time here, and the second run finds what the first one did. Safe for concurrent use.
final class JobsInHand {
  private final Map<String, CountDownLatch> running = new ConcurrentHashMap<>();

  /// A job that runs, until it is closed.
  @FunctionalInterface
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /// Waits until this job does not run here any more, and begins it.
  Turn begin(String job) throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    for (CountDownLatch other = running.putIfAbsent(job, end);
        other != null;
        other = running.putIfAbsent(job, end)) {
      other.await();
    }
    return () -> {
      running.remove(job);
      end.countDown();
    };
  }
}
