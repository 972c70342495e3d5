package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.Toolchain;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Turns a program's graph into a plan: which tasks there are, and the key of each (requirement
/// R4). A script's key covers the toolchain, the options, the files that say something about the
/// global scope or about other modules, with all that these import, and the script with all that it
/// imports.
final class Planning {
  private Planning() {}

  static Plan plan(Toolchain toolchain, ProjectGraph graph) {
    return new Plan(
        toolchain,
        graph.plugins(),
        graph.plugins().isEmpty()
            ? new Plan.Sharded(tasks(toolchain.digest(), graph))
            : new Plan.Whole(
                graph.scripts().stream().map(script -> graph.files().get(script).path()).toList()),
        graph.diagnostics(),
        graph.read(),
        graph.options(),
        graph.refused(),
        graph.unresolved());
  }

  private static List<Plan.Task> tasks(Digest toolchain, ProjectGraph graph) {
    List<ProjectGraph.SourceFile> files = graph.files();
    List<String> closures = ClosureDigests.of(files);

    List<String> surroundings = new ArrayList<>();
    surroundings.add(toolchain.hex());
    surroundings.add(graph.environment());
    IntStream.range(0, files.size())
        .filter(file -> files.get(file).ambient())
        .mapToObj(closures::get)
        .sorted()
        .distinct()
        .forEach(surroundings::add);
    String surrounding = CompileKey.of("surroundings", surroundings).toString();

    List<Plan.Task> tasks = new ArrayList<>();
    for (int index : graph.scripts()) {
      ProjectGraph.SourceFile file = files.get(index);
      CompileKey key =
          CompileKey.of("transpile", surrounding, file.path().value(), closures.get(index));
      tasks.add(new Plan.Task(key, new Plan.Script(file.path()), file.size()));
    }
    tasks.add(declarations(surrounding, files, closures));
    return tasks;
  }

  private static Plan.Task declarations(
      String surrounding, List<ProjectGraph.SourceFile> files, List<String> closures) {
    List<String> parts = new ArrayList<>();
    parts.add(surrounding);
    long size = 0;
    for (int file = 0; file < files.size(); file++) {
      if (files.get(file).declaration()) {
        parts.add(files.get(file).path().value());
        parts.add(closures.get(file));
        size += files.get(file).size();
      }
    }
    return new Plan.Task(CompileKey.of("declarations", parts), new Plan.Declarations(), size);
  }
}
