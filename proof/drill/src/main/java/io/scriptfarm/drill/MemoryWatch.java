package io.scriptfarm.drill;

import io.scriptfarm.contract.wire.Pause;
import java.time.Duration;

/// Looks once a second at the memory of a farm's processes, until it is closed. Its log is complete
/// then, and not to be read before.
final class MemoryWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final MemoryLog log = new MemoryLog();
  private final Thread thread;

  MemoryWatch(DrillFarm farm) {
    long begin = System.nanoTime();
    this.thread = Thread.ofVirtual().start(() -> run(farm, begin));
  }

  private void run(DrillFarm farm, long begin) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        log.add(Duration.ofNanos(System.nanoTime() - begin), farm.memory());
        Pause.of(EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  MemoryLog log() {
    return log;
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
