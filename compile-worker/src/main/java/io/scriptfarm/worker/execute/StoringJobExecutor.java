package io.scriptfarm.worker.execute;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.phase.PhaseLog;
import io.scriptfarm.worker.artifact.CachedContents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Stores what a job gives, in batches: first the blobs, then the outcomes that name them and the
/// by-products. Results go on once they are stored.
final class StoringJobExecutor implements JobExecutor {
  /// How many keys of a job are stored and told together: often enough for a progress bar, and for
  /// little to be lost with a worker; rarely enough that storing costs next to nothing.
  static final int BATCH = 8;

  private final JobExecutor executor;
  private final CachedContents contents;
  private final OutcomeIndex outcomes;

  StoringJobExecutor(JobExecutor executor, CachedContents contents, OutcomeIndex outcomes) {
    this.executor = executor;
    this.contents = contents;
    this.outcomes = outcomes;
  }

  @Override
  public void execute(Job job, Consumer<Results> results) throws InterruptedException {
    Batch batch = new Batch(results);
    executor.execute(job, batch::add);
    batch.store();
  }

  private final class Batch {
    private final Consumer<Results> stored;
    private Results waiting = Results.known(Set.of());

    Batch(Consumer<Results> stored) {
      this.stored = stored;
    }

    void add(Results more) {
      waiting = waiting.and(more);
      if (waiting.ended().size() >= BATCH) {
        store();
      }
    }

    void store() {
      List<Blob> blobs = new ArrayList<>();
      Map<CompileKey, Settled> byproducts = new HashMap<>();
      Map<CompileKey, Settled> settled = new HashMap<>();
      waiting
          .ended()
          .forEach(
              (key, ended) -> {
                blobs.addAll(ended.product().blobs());
                byproducts.putAll(ended.product().byproducts());
                if (ended.product().outcome() instanceof Settled outcome) {
                  settled.put(key, outcome);
                }
              });
      byproducts.putAll(settled);
      try (PhaseLog.Open _ = PhaseLog.begin(Phase.STORE)) {
        contents.write(blobs);
        outcomes.record(byproducts);
      }
      Results done = waiting;
      waiting = Results.known(Set.of());
      if (!done.keys().isEmpty()) {
        stored.accept(done);
      }
    }
  }
}
