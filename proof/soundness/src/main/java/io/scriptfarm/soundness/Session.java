package io.scriptfarm.soundness;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.harness.BuildResult;
import io.scriptfarm.harness.NodeProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The Node process that edits one project and builds it with the project's own tstl
/// (`proof/soundness/src/main/node/session.mjs`). One request at a time.
final class Session implements AutoCloseable {
  private final NodeProcess process;

  /// One change of the project: a kind of edit, or `undo`.
  record Edit(String kind, List<String> files) {
    @Override
    public String toString() {
      return kind + " " + files;
    }
  }

  Session(Path project, Soundness.Plan plan) {
    process =
        new NodeProcess(
            "proof/soundness/src/main/node/session.mjs",
            List.of(
                project.toString(),
                plan.config(),
                Long.toString(plan.seed()),
                plan.kinds(),
                plan.apart() ? "apart" : ""),
            Map.of());
  }

  /// Edits the project; the first time, only prepares it.
  List<Edit> step() {
    List<Edit> edits = new ArrayList<>();
    for (JsonNode edit : process.ask(Map.of("do", "step")).path("edits")) {
      List<String> files = new ArrayList<>();
      edit.path("files").forEach(file -> files.add(file.asText()));
      edits.add(new Edit(edit.path("kind").asText(), files));
    }
    return edits;
  }

  /// Builds the project as it is now.
  BuildResult build() {
    return BuildResult.of(process.ask(Map.of("do", "build")));
  }

  /// How `tstl -p` in a process of its own differs from the last {@link #build}.
  List<String> check() {
    List<String> differences = new ArrayList<>();
    process
        .ask(Map.of("do", "check"))
        .path("differences")
        .forEach(d -> differences.add(d.asText()));
    return differences;
  }

  /// What the last build wrote to `path`; empty for nothing.
  String textOf(String path) {
    return process.ask(Map.of("do", "text", "path", path)).path("text").asText("");
  }

  @Override
  public void close() {
    process.close();
  }
}
