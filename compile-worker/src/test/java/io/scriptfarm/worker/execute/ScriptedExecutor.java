package io.scriptfarm.worker.execute;

import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.TranspileJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// An innermost executor that compiles nothing: gives products that a test prepared, each after a
/// second, and remembers what it was asked to do.
final class ScriptedExecutor implements JobExecutor {
  static final Duration TOOK = Duration.ofSeconds(1);

  private final Map<CompileKey, Product> products = new HashMap<>();
  private final List<Job> jobs = new ArrayList<>();
  private int interruptedAfter = Integer.MAX_VALUE;

  /// Gives the Lua of so many scripts.
  static ScriptedExecutor ofScripts(int scripts) {
    ScriptedExecutor executor = new ScriptedExecutor();
    for (int i = 0; i < scripts; i++) {
      executor.gives(Jobs.key(i), Jobs.transpiled(i));
    }
    return executor;
  }

  ScriptedExecutor gives(CompileKey key, Product product) {
    products.put(key, product);
    return this;
  }

  /// Is told to stop after so many pieces.
  ScriptedExecutor interruptedAfter(int pieces) {
    interruptedAfter = pieces;
    return this;
  }

  List<Job> jobs() {
    return jobs;
  }

  @Override
  public void execute(Job job, Consumer<Results> results) throws InterruptedException {
    jobs.add(job);
    List<CompileKey> keys =
        job instanceof TranspileJob unit
            ? unit.tasks().stream().map(task -> task.key()).toList()
            : List.copyOf(job.keys());
    int done = 0;
    for (CompileKey key : keys) {
      if (done++ == interruptedAfter) {
        throw new InterruptedException("told to stop");
      }
      results.accept(Results.of(key, products.get(key), TOOK));
    }
  }
}
