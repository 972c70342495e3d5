package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.BytecodeJob.BytecodeCompiled;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.CompileOutcome.Unsettled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.LinkJob.Linked;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob.Planned;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.wire.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A build from start to end on one compiler in this process, without queue, cache and fleet: the
/// same steps in the same order, so the same bytes (requirement R11). Used once, by one thread.
public final class InProcessBuild implements ContentSource {
  private final TstlCompiler compiler;
  private final Project project;
  private final ContentSource sources;
  private final Map<Digest, Blob> made = new HashMap<>();

  public InProcessBuild(TstlCompiler compiler, Project project, ContentSource sources) {
    this.compiler = compiler;
    this.project = project;
    this.sources = sources;
  }

  /// How a build ended.
  public sealed interface Result {}

  /// Everything that was compiled.
  public record Built(
      Plan plan,
      Map<CompileKey, Settled> outcomes,
      Linked linked,
      Optional<BytecodeCompiled> bytecode)
      implements Result {
    /// Those of the compilers, then those of the farm about the Lua.
    public List<Diagnostic> diagnostics() {
      return Stream.concat(
              linked.diagnostics().stream(),
              bytecode.stream().flatMap(code -> code.diagnostics().stream()))
          .toList();
    }
  }

  /// A step gave no outcome.
  public record Stopped(Unsettled outcome) implements Result {}

  /// Hears how far a build is.
  public interface Progress {
    /// There are so many tasks.
    void planned(int tasks);

    /// One more is done.
    void taskDone();
  }

  /// Builds, on the calling thread.
  public Result run(Progress progress) {
    switch (keep(compiler.plan(project, this))) {
      case Unsettled outcome -> {
        return new Stopped(outcome);
      }
      case Planned(Digest plan, var _) -> {
        return run(Json.read(Objects.requireNonNull(made.get(plan)).bytes(), Plan.class), progress);
      }
      case Settled other -> throw new IllegalStateException("planning ended as " + other);
    }
  }

  private Result run(Plan plan, Progress progress) {
    return switch (plan.work()) {
      case Plan.Sharded sharded -> run(plan, sharded, progress);
      case Plan.Whole whole -> {
        progress.planned(whole.scripts().size());
        yield end(plan, Map.of(), compiler.compileWhole(project, plan, this));
      }
    };
  }

  private Result run(Plan plan, Plan.Sharded work, Progress progress) {
    Map<CompileKey, Settled> outcomes = new HashMap<>();
    progress.planned(work.tasks().size());
    for (Plan.Task task : work.tasks()) {
      switch (keep(compiler.run(project, work, task.subject(), this))) {
        case Unsettled outcome -> {
          return new Stopped(outcome);
        }
        case Settled outcome -> outcomes.put(task.key(), outcome);
      }
      progress.taskDone();
    }
    return end(
        plan, outcomes, compiler.link(project, plan, work, Optional.empty(), outcomes, this));
  }

  private Result end(Plan plan, Map<CompileKey, Settled> outcomes, Product product) {
    return switch (keep(product)) {
      case Unsettled outcome -> new Stopped(outcome);
      case Linked linked -> new Built(plan, outcomes, linked, bytecode(plan, product));
      case Settled other -> throw new IllegalStateException("linking ended as " + other);
    };
  }

  private Optional<BytecodeCompiled> bytecode(Plan plan, Product linked) {
    return plan.bytecode()
        .map(format -> linked.byproducts().get(BytecodeJob.key(project, format)))
        .map(BytecodeCompiled.class::cast);
  }

  /// A source of the project, or something that this build made of it.
  @Override
  public Optional<Blob> read(Digest digest) {
    Blob blob = made.get(digest);
    return blob != null ? Optional.of(blob) : sources.read(digest);
  }

  @Override
  public void prefetch(Set<Digest> digests) {
    sources.prefetch(digests);
  }

  private CompileOutcome keep(Product product) {
    product.blobs().forEach(blob -> made.put(blob.digest(), blob));
    return product.outcome();
  }
}
