package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.BytecodeJob.BytecodeCompiled;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.CompileOutcome.TooMuch;
import io.scriptfarm.contract.CompileOutcome.Unsettled;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.LinkJob.Linked;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.PlanJob.Planned;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.TranspileJob;
import io.scriptfarm.contract.wire.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A build from start to end on one compiler in this process, without queue, cache and fleet: the
/// same work in the same order, so the same bytes. For tests and `bench`. Used once, by one thread.
public final class InProcessBuild implements ContentSource {
  private static final String ID = "here"; // of the build and of its jobs, which nobody else sees

  private final TstlCompiler compiler;
  private final Project project;
  private final ContentSource sources;
  private final Map<Digest, Blob> made = new HashMap<>();
  private final Map<CompileKey, Settled> outcomes = new HashMap<>();

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
    Product planned = new PlanWork(this, this::known).run(new PlanJob(ID, ID, project), compiler);
    return switch (planned.outcome()) {
      case Unsettled outcome -> new Stopped(outcome);
      case Planned(Digest plan, var _) -> {
        keep(planned);
        // Without the graph, from which only later builds have something.
        outcomes.put(PlanJob.key(project), new Planned(plan, Optional.empty()));
        yield run(Json.read(Objects.requireNonNull(made.get(plan)).bytes(), Plan.class), progress);
      }
      case Settled other -> throw new IllegalStateException("planning ended as " + other);
    };
  }

  private Result run(Plan plan, Progress progress) {
    Plans plans = new Plans(this::known, this);
    if (plan.work() instanceof Plan.Sharded(List<Plan.Task> tasks)) {
      progress.planned(tasks.size());
      Optional<Unsettled> stopped = transpile(tasks, plans, progress);
      if (stopped.isPresent()) {
        return new Stopped(stopped.get());
      }
    } else {
      progress.planned(plan.work().scripts().size());
    }
    Product product =
        new LinkWork(plans, this::known, this).run(new LinkJob(ID, ID, project), compiler);
    keep(product);
    return switch (product.outcome()) {
      case Unsettled outcome -> new Stopped(outcome);
      case Linked linked -> new Built(plan, ofTasks(plan), linked, bytecode(plan, product));
      case Settled other -> throw new IllegalStateException("linking ended as " + other);
    };
  }

  /// Gives the outcome that ended the build, if there is one.
  private Optional<Unsettled> transpile(List<Plan.Task> tasks, Plans plans, Progress progress) {
    Map<CompileKey, Set<ProjectPath>> scripts = new HashMap<>();
    tasks.forEach(task -> scripts.put(task.key(), TranspileWork.path(task.subject())));
    List<Unsettled> stopped = new ArrayList<>();
    new TranspileWork(plans, this)
        .run(
            new TranspileJob(ID, ID, project, tasks),
            compiler,
            (key, task) -> {
              if (stopped.isEmpty()) {
                Product product = task.get();
                keep(product);
                switch (product.outcome()) {
                  case TooMuch(var culprits, String reason) when culprits.isEmpty() ->
                      stopped.add(
                          new TooMuch(new TreeSet<>(scripts.getOrDefault(key, Set.of())), reason));
                  case Unsettled outcome -> stopped.add(outcome);
                  case Settled outcome -> {
                    outcomes.put(key, outcome);
                    progress.taskDone();
                  }
                }
              }
            });
    return stopped.stream().findFirst();
  }

  private Map<CompileKey, Settled> ofTasks(Plan plan) {
    return plan.work() instanceof Plan.Sharded(List<Plan.Task> tasks)
        ? known(tasks.stream().map(Plan.Task::key).collect(Collectors.toSet()))
        : Map.of();
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

  private Map<CompileKey, Settled> known(Set<CompileKey> keys) {
    Map<CompileKey, Settled> known = new HashMap<>(outcomes);
    known.keySet().retainAll(keys);
    return known;
  }

  private void keep(Product product) {
    product.blobs().forEach(blob -> made.put(blob.digest(), blob));
  }
}
