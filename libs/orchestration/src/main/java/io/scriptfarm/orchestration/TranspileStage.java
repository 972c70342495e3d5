package io.scriptfarm.orchestration;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.CompileOutcome.Failed;
import io.scriptfarm.contract.CompileOutcome.Incomplete;
import io.scriptfarm.contract.CompileOutcome.Lost;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.CompileOutcome.TooMuch;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.TranspileJob;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Compiles the scripts of a project, each by itself, on as many workers as there are: to Lua that
/// is to be linked, or to JavaScript that is ready. Asks for {@link TranspileJob}s; tells {@link
/// BuildEvent.Planned} first and {@link BuildEvent.ScriptFinished} for each script.
final class TranspileStage {
  private final Build build;
  private final Fleet fleet;
  private final Costs costs;

  TranspileStage(Build build, Fleet fleet, Costs costs) {
    this.build = build;
    this.fleet = fleet;
    this.costs = costs;
  }

  /// Compiles the scripts to Lua.
  void lua(Plan plan, Plan.Sharded work) throws Fleet.NotSettledException, InterruptedException {
    run(plan, work.tasks());
  }

  /// Compiles the scripts to JavaScript and tells the files, which are not linked.
  BuildEvent.Delivered javaScript(Plan plan)
      throws Fleet.NotSettledException, InterruptedException {
    List<Plan.Task> tasks = plan.javaScript();
    Map<CompileKey, CompileOutcome> outcomes = run(plan, tasks);
    for (Plan.Task task : tasks) {
      if (outcomes.get(task.key()) instanceof TranspileJob.Emitted emitted
          && script(task).flatMap(build.setAside()::errorOf).isEmpty()) {
        emitted.outputs().forEach(output -> build.reporter().outputReady(output, List.of()));
      }
    }
    return new BuildEvent.Delivered(
        build
            .setAside()
            .withErrors(
                Diagnostic.sortAndDeduplicate(
                    Stream.concat(
                        plan.diagnostics().stream(),
                        outcomes.values().stream()
                            .flatMap(outcome -> Build.diagnostics(outcome).stream())))),
        false);
  }

  private Map<CompileKey, CompileOutcome> run(Plan plan, List<Plan.Task> work)
      throws Fleet.NotSettledException, InterruptedException {
    Map<CompileKey, Plan.Task> tasks = new LinkedHashMap<>();
    work.forEach(task -> tasks.put(task.key(), task));
    Map<CompileKey, CompileOutcome> outcomes =
        fleet.settle(
            tasks.keySet(),
            build.order(new Scripts(plan, tasks)),
            free -> jobs(tasks.values().stream().filter(t -> free.contains(t.key())).toList()));
    Set<Digest> missing = new HashSet<>();
    Optional<Lost> lost = Optional.empty();
    Optional<TooMuch> program = Optional.empty();
    for (Map.Entry<CompileKey, CompileOutcome> entry : outcomes.entrySet()) {
      switch (entry.getValue()) {
        case Settled outcome -> {}
        case Incomplete(Set<Digest> digests) -> missing.addAll(digests);
        case Lost what -> lost = Optional.of(what);
        case TooMuch outcome when isOfProgram(outcome) -> program = Optional.of(outcome);
        case TooMuch outcome -> {} // skipped
        case Failed(CompileOutcome.Blame blame, String reason) -> {
          String where = describe(Objects.requireNonNull(tasks.get(entry.getKey())));
          throw new Fleet.NotSettledException(new Failed(blame, where + ": " + reason));
        }
        case ParityJob.Provisional other ->
            throw new IllegalStateException("a task ended as " + other);
      }
    }
    if (!missing.isEmpty()) {
      throw new Fleet.NotSettledException(new Incomplete(missing));
    }
    if (lost.isPresent()) {
      throw new Fleet.NotSettledException(lost.get());
    }
    if (program.isPresent()) {
      throw new Fleet.NotSettledException(program.get());
    }
    return outcomes;
  }

  private List<Job> jobs(List<Plan.Task> tasks) {
    return UnitCutter.cut(tasks, task -> costs.of(build.project().config(), task)).stream()
        .<Job>map(unit -> new TranspileJob(Build.jobId(), build.id(), build.project(), unit))
        .toList();
  }

  /// Tells the scripts' outcomes as events.
  private final class Scripts implements Fleet.Observer {
    private final Plan plan;
    private final Map<CompileKey, Plan.Task> tasks;

    Scripts(Plan plan, Map<CompileKey, Plan.Task> tasks) {
      this.plan = plan;
      this.tasks = tasks;
    }

    @Override
    public void known(Map<CompileKey, Settled> outcomes) {
      int known =
          (int)
              tasks.values().stream()
                  .filter(task -> script(task).isPresent() && outcomes.containsKey(task.key()))
                  .count();
      build.reporter().planned(plan, known);
      tasks.forEach(
          (key, task) -> {
            Settled outcome = outcomes.get(key);
            if (outcome != null) {
              ended(key, outcome, false);
            }
          });
    }

    @Override
    public void ended(CompileKey key, CompileOutcome outcome, boolean compiled) {
      Plan.Task task = Objects.requireNonNull(tasks.get(key));
      if (outcome instanceof Lost || (outcome instanceof TooMuch it && isOfProgram(it))) {
        return; // it comes again
      }
      if (outcome instanceof TooMuch tooMuch) {
        build.setAside().skip(task, tooMuch);
      }
      script(task)
          .ifPresent(
              path ->
                  build
                      .reporter()
                      .scriptFinished(
                          path, key, origin(outcome, compiled), Build.diagnostics(outcome)));
    }

    @Override
    public void took(CompileKey key, Duration time) {
      costs.learn(build.project().config(), Objects.requireNonNull(tasks.get(key)), time);
    }

    private static BuildEvent.Origin origin(CompileOutcome outcome, boolean compiled) {
      return switch (outcome) {
        case TranspileJob.Transpiled transpiled when transpiled.text().isEmpty() ->
            BuildEvent.Origin.FAILED;
        case TranspileJob.Emitted emitted when emitted.outputs().isEmpty() ->
            BuildEvent.Origin.FAILED;
        case Settled settled -> compiled ? BuildEvent.Origin.COMPILED : BuildEvent.Origin.CACHED;
        case CompileOutcome.Unsettled unsettled -> BuildEvent.Origin.FAILED;
      };
    }
  }

  /// Whether it is not the task that is too much, but files that every task has to do with.
  private static boolean isOfProgram(TooMuch outcome) {
    return !outcome.culprits().isEmpty();
  }

  static Optional<ProjectPath> script(Plan.Task task) {
    return switch (task.subject()) {
      case Plan.Script(var path) -> Optional.of(path);
      case Plan.JavaScript(var path) -> Optional.of(path);
      case Plan.Declarations() -> Optional.empty();
    };
  }

  private static String describe(Plan.Task task) {
    return script(task).map(ProjectPath::value).orElse("the declaration files");
  }
}
