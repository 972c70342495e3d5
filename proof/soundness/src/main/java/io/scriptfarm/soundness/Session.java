package io.scriptfarm.soundness;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.harness.BuildResult;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The Node process that edits one project and builds it with the project's own tstl
/// (`proof/soundness/src/main/node/session.mjs`). One request at a time.
final class Session implements AutoCloseable {
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  /// One change of the project: a kind of edit, or `undo`.
  record Edit(String kind, List<String> files) {
    @Override
    public String toString() {
      return kind + " " + files;
    }
  }

  /// @param repository where the script of the process is
  Session(Path repository, Path project, Soundness.Plan plan) {
    try {
      process =
          new ProcessBuilder(
                  "node",
                  "--max-old-space-size=4096",
                  repository.resolve("proof/soundness/src/main/node/session.mjs").toString(),
                  project.toString(),
                  plan.config(),
                  Long.toString(plan.seed()),
                  plan.kinds(),
                  plan.apart() ? "apart" : "")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start node", e);
    }
    requests =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /// Edits the project; the first time, only prepares it.
  List<Edit> step() {
    List<Edit> edits = new ArrayList<>();
    for (JsonNode edit : ask(Map.of("do", "step")).path("edits")) {
      List<String> files = new ArrayList<>();
      edit.path("files").forEach(file -> files.add(file.asText()));
      edits.add(new Edit(edit.path("kind").asText(), files));
    }
    return edits;
  }

  /// Builds the project as it is now.
  BuildResult build() {
    JsonNode answer = ask(Map.of("do", "build"));
    if (answer.has("crash")) {
      return BuildResult.crashed(answer.path("crash").asText().lines().findFirst().orElse(""));
    }
    TreeMap<String, String> outputs = new TreeMap<>();
    answer
        .path("outputs")
        .properties()
        .forEach(o -> outputs.put(o.getKey(), o.getValue().asText()));
    return new BuildResult(
        answer.path("exit").asInt(), answer.path("printed").asText(), outputs, Optional.empty());
  }

  /// How `tstl -p` in a process of its own differs from the last {@link #build}.
  List<String> check() {
    List<String> differences = new ArrayList<>();
    ask(Map.of("do", "check")).path("differences").forEach(d -> differences.add(d.asText()));
    return differences;
  }

  /// What the last build wrote to `path`; empty for nothing.
  String textOf(String path) {
    return ask(Map.of("do", "text", "path", path)).path("text").asText("");
  }

  private JsonNode ask(Map<String, String> request) {
    try {
      requests.write(Json.write(request));
      requests.newLine();
      requests.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new AssertionError("the process that edits ended: exit " + process.onExit().join());
      }
      return Json.read(answer, JsonNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the process that edits ended", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
