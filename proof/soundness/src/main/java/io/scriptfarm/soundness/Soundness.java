package io.scriptfarm.soundness;

import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.harness.BuildResult;
import io.scriptfarm.harness.FarmProject;
import io.scriptfarm.harness.Repository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Edits an example at random and compares, after each step, what a farm makes of it with what a
/// clean `tstl -p` would. Blocks.
public final class Soundness {
  private static final int SHOWN_FILES = 3;
  private static final Duration TELL_EVERY = Duration.ofSeconds(60);

  private final FarmClient farm;
  private final Consumer<String> log;

  /// What is edited, how, and how often.
  ///
  /// @param example the name of a folder in `examples`
  /// @param config what tstl is given with `-p`
  /// @param seed the same gives the same edits
  /// @param edits how many at least; edits that are taken back count too
  /// @param kinds a regular expression for the names of kinds; empty for all
  /// @param apart each edit is taken back before the next
  /// @param exact whether diagnostics have to have tstl's very words, for which projects with
  ///     plugins are built whole each time
  /// @param checkEvery after so many steps the reference is compared with a real tstl process
  public record Plan(
      String example,
      String config,
      long seed,
      int edits,
      String kinds,
      boolean apart,
      boolean exact,
      int checkEvery) {}

  /// @param log is told of differences as they are found
  public Soundness(FarmClient farm, Consumer<String> log) {
    this.farm = farm;
    this.log = log;
  }

  /// @param work where the working copy goes; it is left there
  /// @throws FarmException when the farm cannot be reached
  public Report run(Plan plan, Path work) throws FarmException {
    Path project = Repository.copyOf(plan.example(), work);
    Report report = new Report(plan);
    try (Session session = new Session(project, plan);
        FarmProject onFarm =
            new FarmProject(farm.gateway(), project, plan.config(), work, plan.exact());
        ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
      List<String> before = List.of();
      long told = System.nanoTime();
      for (int step = 0; report.edits() < plan.edits(); step++) {
        List<Session.Edit> edits = session.step();
        CompletableFuture<BuildResult> reference =
            CompletableFuture.supplyAsync(session::build, beside);
        FarmProject.Farmed farmed = onFarm.build();
        BuildResult tstl = reference.join();
        List<String> differences = new ArrayList<>(tstl.differences(farmed.result()));
        int shown = 0;
        for (String path : tstl.differentOutputs(farmed.result())) {
          if (tstl.crash().isEmpty()
              && farmed.result().outputs().get(path) instanceof String digest
              && tstl.outputs().containsKey(path)
              && shown++ < SHOWN_FILES) {
            differences.add(
                path + BuildResult.lineDifference(session.textOf(path), textOf(digest)));
          }
        }
        if (step % plan.checkEvery() == 0) {
          session.check().forEach(d -> differences.add("THE REFERENCE IS WRONG: " + d));
          Set<Digest> lost = lost(farmed.result().outputs().values());
          if (!lost.isEmpty()) {
            differences.add("the farm lost " + lost);
          }
          report.checked();
        }
        report.add(edits, farmed, tstl.crash().isPresent(), differences);
        // What stays different while later edits come and go is told once.
        if (!differences.isEmpty() && !differences.equals(before)) {
          log.accept(
              "%s %s seed %d step %d, after %s:%n    %s"
                  .formatted(
                      plan.example(),
                      plan.config(),
                      plan.seed(),
                      step,
                      edits,
                      String.join("\n    ", differences)));
        }
        before = differences;
        if (System.nanoTime() - told > TELL_EVERY.toNanos()) {
          told = System.nanoTime();
          log.accept("… " + report.summary());
        }
      }
    }
    return report;
  }

  /// Those of these contents that the farm does not have.
  private Set<Digest> lost(Collection<String> digests) throws FarmException {
    return farm.blobs(farm.cache())
        .read(digests.stream().map(Digest::new).collect(Collectors.toSet()), _ -> {});
  }

  /// The text that the farm has for a digest; empty when it has none.
  private String textOf(String digest) throws FarmException {
    StringBuilder text = new StringBuilder();
    farm.blobs(farm.cache()).read(List.of(new Digest(digest)), blob -> text.append(blob.utf8()));
    return text.toString();
  }
}
