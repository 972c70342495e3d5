package io.scriptfarm.orchestration;

import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How long tasks take, learned from how long they took, so that units are of a size. Forgets what
/// was not built for longest. Thread-safe.
public final class Costs {
  private static final int REMEMBERED = 50_000;

  /// Before anything is known of a script: 96 KiB of source take about half a second on V8.
  private static final double MILLIS_PER_CHARACTER = 500.0 / (96 * 1024);

  /// How much a new measurement counts; machines are shared, and single ones mean little.
  private static final double WEIGHT = 0.5;

  private record Script(ProjectPath config, ProjectPath path) {}

  private final Map<Script, Double> rates = // milliseconds per UTF-16 unit
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Script, Double> eldest) {
          return size() > REMEMBERED;
        }
      };

  /// @param config of the project
  synchronized void learn(ProjectPath config, Plan.Task task, Duration took) {
    if (task.subject() instanceof Plan.Script(ProjectPath path)) {
      double rate = took.toNanos() / 1e6 / Math.max(task.weight(), 1);
      rates.merge(new Script(config, path), rate, (old, now) -> old * (1 - WEIGHT) + now * WEIGHT);
    }
  }

  /// What a task is expected to take, in milliseconds.
  synchronized double of(ProjectPath config, Plan.Task task) {
    double rate =
        task.subject() instanceof Plan.Script(ProjectPath path)
            ? rates.getOrDefault(new Script(config, path), MILLIS_PER_CHARACTER)
            : MILLIS_PER_CHARACTER;
    return rate * task.weight();
  }
}
