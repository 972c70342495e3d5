package io.scriptfarm.worker.execute;

import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.CompileOutcome.TooMuch;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Gives on only what the store takes: of a product that is larger it tells the limit, and whose it
/// is. The store refuses it all the same, but a whole batch, and nobody would know which and why.
final class FittingJobExecutor implements JobExecutor {
  private static final long MB = 1024 * 1024;

  /// Below this many diagnostics an outcome is not measured: their texts are no longer than a few
  /// hundred bytes, so those fit by far.
  private static final int FEW = 1_000;

  private final JobExecutor executor;

  FittingJobExecutor(JobExecutor executor) {
    this.executor = executor;
  }

  @Override
  public void execute(Job job, Consumer<Results> results) throws InterruptedException {
    executor.execute(job, done -> results.accept(fitting(done)));
  }

  private static Results fitting(Results done) {
    Map<CompileKey, Results.Ended> ended = new LinkedHashMap<>(done.ended());
    ended.replaceAll(
        (key, each) ->
            tooMuch(each.product())
                .map(reason -> new Results.Ended(Product.of(new TooMuch(reason)), each.took()))
                .orElse(each));
    return new Results(done.known(), ended);
  }

  private static Optional<String> tooMuch(Product product) {
    Optional<Blob> large =
        product.blobs().stream()
            .filter(blob -> blob.size() > ArtifactStore.MAX_BLOB_BYTES)
            .findFirst();
    if (large.isPresent()) {
      return Optional.of(
          "a file that was made of it has "
              + large.get().size() / MB
              + " MiB, and the farm keeps at most "
              + ArtifactStore.MAX_BLOB_BYTES / MB);
    }
    return product.outcome() instanceof Settled settled && settled.diagnostics().size() > FEW
        ? tooMuch(settled)
        : Optional.empty();
  }

  private static Optional<String> tooMuch(Settled outcome) {
    long size = Json.write(outcome).getBytes(StandardCharsets.UTF_8).length;
    if (size <= OutcomeIndex.MAX_OUTCOME_BYTES) {
      return Optional.empty();
    }
    int count = outcome.diagnostics().size();
    return Optional.of(
        "the compiler has %,d errors and warnings, most of them in %s, which take %d MiB, and the farm keeps at most %d"
            .formatted(count, fileOfMost(outcome), size / MB, OutcomeIndex.MAX_OUTCOME_BYTES / MB));
  }

  private static String fileOfMost(Settled outcome) {
    return outcome.diagnostics().stream()
        .map(diagnostic -> diagnostic.location().map(Diagnostic.Location::file).orElse("no file"))
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
        .entrySet()
        .stream()
        .max(Comparator.comparingLong(Map.Entry::getValue))
        .map(Map.Entry::getKey)
        .orElse("no file");
  }
}
