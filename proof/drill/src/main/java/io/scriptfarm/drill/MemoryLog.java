package io.scriptfarm.drill;

import io.scriptfarm.contract.wire.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How much memory each process of a farm has, looked at once a second until it is
/// closed. What it saw may be asked then.
final class MemoryLog implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final DrillFarm farm;
  private final List<Sample> samples = new ArrayList<>(); // guards itself
  private final Thread thread;

  private record Sample(long at, Map<String, Long> bytes) {}

  /// The most that a process had after about a tenth of the time, and near its end, in bytes.
  record Growth(long early, long late) {
    double share() {
      return early == 0 ? 0 : (double) (late - early) / early;
    }
  }

  MemoryLog(DrillFarm farm) {
    this.farm = farm;
    this.thread = Thread.ofVirtual().start(this::run);
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Sample sample = new Sample(System.nanoTime(), farm.memory());
        synchronized (samples) {
          samples.add(sample);
        }
        Pause.of(EVERY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// By process. A process that was started again a moment ago has little: so each figure is the
  /// most within a tenth of the time, around the end of the first tenth, and at the end.
  Map<String, Growth> growth() {
    synchronized (samples) {
      Map<String, Growth> growth = new TreeMap<>();
      if (samples.isEmpty()) {
        return growth;
      }
      for (String process : farm.names()) {
        growth.put(process, new Growth(most(process, 0.05, 0.15), most(process, 0.9, 1)));
      }
      return growth;
    }
  }

  private long most(String process, double from, double to) {
    long begin = samples.getFirst().at();
    double whole = Math.max(1, samples.getLast().at() - begin);
    return samples.stream()
        .filter(s -> (s.at() - begin) / whole >= from && (s.at() - begin) / whole <= to)
        .mapToLong(s -> s.bytes().getOrDefault(process, 0L))
        .max()
        .orElse(0);
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
