package io.scriptfarm.compiler.plan;

import io.scriptfarm.compiler.protocol.ProjectGraph;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.TranspileJob;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Turns a program's graph into a plan: which tasks there are, and the key of each.
public final class Planning {
  /// With this option TypeScript emits all scripts whenever it is asked for one.
  private static final String ALL_IN_ONE_FILE = "outFile";

  private Planning() {}

  /// A plan; its keys are provisional when not everything was known about what scripts infer.
  public record Planned(Plan plan, boolean provisional) {}

  /// Whether a project is compiled in one go: code of its own may look at all of it, or there is
  /// one output.
  public static boolean isWhole(ProjectGraph graph) {
    return !graph.plugins().isEmpty() || graph.options().containsKey(ALL_IN_ONE_FILE);
  }

  public static Planned plan(Toolchain toolchain, ProjectGraph graph, Inferences inferences) {
    Visibility visibility = Visibility.of(toolchain.digest(), graph, inferences);
    Plan plan = plan(toolchain, graph, new Plan.Sharded(tasks(graph, visibility)));
    return new Planned(plan, !visibility.isComplete());
  }

  /// The plan of a project that is compiled in one go.
  ///
  /// @param program a key of all that was read to make the graph
  public static Plan whole(Toolchain toolchain, ProjectGraph graph, CompileKey program) {
    List<ProjectPath> scripts =
        graph.scripts().stream().map(script -> graph.files().get(script).path()).toList();
    return plan(toolchain, graph, new Plan.Whole(scripts, program));
  }

  /// What the settled tasks of a provisional plan are known by for good: their outcomes by final
  /// keys, and what their scripts infer.
  public static Map<CompileKey, Settled> settle(
      Digest toolchain,
      ProjectGraph graph,
      Plan.Sharded provisional,
      Map<CompileKey, Settled> outcomes) {
    Map<ProjectPath, Digest> inferred = new HashMap<>();
    for (Plan.Task task : provisional.tasks()) {
      if (task.subject() instanceof Plan.Script(ProjectPath path)
          && outcomes.get(task.key()) instanceof TranspileJob.Transpiled transpiled) {
        transpiled.inferred().ifPresent(types -> inferred.put(path, types));
      }
    }
    Map<CompileKey, Settled> known = new HashMap<>();
    Visibility visibility =
        Visibility.of(
            toolchain,
            graph,
            wanted -> {
              Map<CompileKey, Digest> found = new HashMap<>();
              wanted.forEach(
                  (key, path) -> {
                    Digest types = inferred.get(path);
                    if (types != null) {
                      found.put(key, types);
                      known.put(key, new PlanJob.Inferred(types));
                    }
                  });
              return found;
            });
    List<Plan.Task> tasks = tasks(graph, visibility);
    for (int i = 0; i < tasks.size(); i++) {
      Settled outcome = outcomes.get(provisional.tasks().get(i).key());
      if (outcome != null) {
        known.put(tasks.get(i).key(), outcome);
      }
    }
    return known;
  }

  private static Plan plan(Toolchain toolchain, ProjectGraph graph, Plan.Work work) {
    return new Plan(
        toolchain,
        graph.plugins(),
        work,
        graph.diagnostics(),
        graph.read(),
        BytecodeFormat.ofTarget(Optional.ofNullable(graph.options().get("luaTarget"))),
        graph.options(),
        graph.refused(),
        graph.unresolved(),
        placement(graph));
  }

  private static Plan.Placement placement(ProjectGraph graph) {
    SortedMap<ProjectPath, String> pragmas = new TreeMap<>();
    for (int script : graph.scripts()) {
      ProjectGraph.GraphFile file = graph.files().get(script);
      file.pragma().ifPresent(said -> pragmas.put(file.path(), said));
    }
    return new Plan.Placement(graph.settings(), pragmas);
  }

  private static List<Plan.Task> tasks(ProjectGraph graph, Visibility visibility) {
    List<Plan.Task> tasks = new ArrayList<>();
    for (int index : graph.scripts()) {
      ProjectGraph.GraphFile file = graph.files().get(index);
      tasks.add(
          new Plan.Task(visibility.transpileKey(index), new Plan.Script(file.path()), file.size()));
    }
    long size =
        graph.files().stream()
            .filter(ProjectGraph.GraphFile::declaration)
            .mapToLong(ProjectGraph.GraphFile::size)
            .sum();
    tasks.add(new Plan.Task(visibility.declarationsKey(), new Plan.Declarations(), size));
    return tasks;
  }
}
