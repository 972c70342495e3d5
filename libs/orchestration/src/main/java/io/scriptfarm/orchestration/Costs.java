package io.scriptfarm.orchestration;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.TranspileJob;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// How long tasks and other jobs take, learned from how long they took, so that units are of a size
/// and it is known how much work waits. Forgets what was not built for longest. Thread-safe.
public final class Costs {
  private static final int REMEMBERED = 50_000;

  /// Before anything is known of a script: 96 KiB of source take about half a second on V8.
  private static final double MILLIS_PER_CHARACTER = 500.0 / (96 * 1024);

  /// How much a new measurement counts; machines are shared, and single ones mean little.
  private static final double WEIGHT = 0.5;

  /// Before anything is known of other jobs of a project, in milliseconds.
  private static final double OTHER_JOB = 500;

  private record Script(ProjectPath config, ProjectPath path) {}

  private record Other(ProjectPath config, Class<? extends Job> kind) {}

  private final Remembered<Script> rates = new Remembered<>(); // milliseconds per UTF-16 unit
  private final Remembered<Other> others = new Remembered<>(); // milliseconds

  private static final class Remembered<K> extends LinkedHashMap<K, Double> {
    private static final long serialVersionUID = 1L;

    private Remembered() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, Double> eldest) {
      return size() > REMEMBERED;
    }

    private void learn(K key, double took) {
      merge(key, took, (old, now) -> old * (1 - WEIGHT) + now * WEIGHT);
    }
  }

  /// @param config of the project
  synchronized void learn(ProjectPath config, Plan.Task task, Duration took) {
    if (task.subject() instanceof Plan.Script(ProjectPath path)) {
      double rate = took.toNanos() / 1e6 / Math.max(task.weight(), 1);
      rates.learn(new Script(config, path), rate);
    }
  }

  /// A job of a stage that has no tasks took so long.
  synchronized void learn(Job job, Duration took) {
    if (!(job instanceof TranspileJob)) {
      others.learn(new Other(job.project().config(), job.getClass()), took.toNanos() / 1e6);
    }
  }

  /// What each key of a job is expected to take, in milliseconds.
  synchronized Map<CompileKey, Double> of(Job job) {
    ProjectPath config = job.project().config();
    Map<CompileKey, Double> millis = new HashMap<>();
    if (job instanceof TranspileJob unit) {
      unit.tasks().forEach(task -> millis.put(task.key(), of(config, task)));
    } else {
      double all = others.getOrDefault(new Other(config, job.getClass()), OTHER_JOB);
      job.keys().forEach(key -> millis.put(key, all / job.keys().size()));
    }
    return millis;
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
