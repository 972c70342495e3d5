package io.scriptfarm.orchestration;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Job;
import java.util.HashMap;
import java.util.Map;

/// What a build still waits for, by what it is expected to take; its share hears of it. For the
/// build's thread.
final class LeftWork {
  private final Costs costs;
  private final Shares.Share share;
  private final Map<CompileKey, Double> millis = new HashMap<>();
  private double sum;

  LeftWork(Costs costs, Shares.Share share) {
    this.costs = costs;
    this.share = share;
  }

  /// The keys of a job are to be done for the build.
  void add(Job job) {
    costs.of(job).forEach(this::put);
    share.left(sum);
  }

  /// A key is done, or others do it.
  void remove(CompileKey key) {
    Double took = millis.remove(key);
    if (took != null) {
      sum = millis.isEmpty() ? 0 : sum - took;
      share.left(sum);
    }
  }

  private void put(CompileKey key, double takes) {
    Double before = millis.put(key, takes);
    sum += takes - (before == null ? 0 : before);
  }
}
