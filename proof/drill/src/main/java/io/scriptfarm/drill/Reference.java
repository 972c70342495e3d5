package io.scriptfarm.drill;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.harness.Repository;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The yardstick: what `tstl` on Node makes of projects, with the farm's own pair of
/// compilers. Each project is built once. Not safe for concurrent use.
final class Reference implements AutoCloseable {
  // Any example with the pair that comes with the farm.
  private static final String WITH_COMPILERS = "dungeon";

  private final Path folder;
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private final Map<Integer, Expected> known = new HashMap<>();

  /// What `tstl -p` does.
  ///
  /// @param outputs digests of its files by path
  record Expected(int exit, SortedMap<String, String> outputs) {
    Expected {
      outputs = new TreeMap<>(outputs);
    }
  }

  /// @param folder where projects are written
  Reference(Path folder) {
    this.folder = folder;
    try {
      Path compilers = Repository.example(WITH_COMPILERS).resolve("node_modules");
      Files.createSymbolicLink(folder.resolve("node_modules"), compilers);
      process =
          new ProcessBuilder(
                  "node",
                  "--max-old-space-size=4096",
                  Repository.root().resolve("proof/drill/src/main/node/reference.mjs").toString())
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

  Expected of(GeneratedProject project) {
    return known.computeIfAbsent(project.number(), _ -> ask(project));
  }

  private Expected ask(GeneratedProject project) {
    try {
      requests.write(project.write(folder).toString());
      requests.newLine();
      requests.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new IllegalStateException("node ended: " + process.onExit().join());
      }
      JsonNode answer = Json.read(line, JsonNode.class);
      if (answer.has("crash")) {
        throw new IllegalStateException("tstl crashed: " + answer.path("crash").asText());
      }
      SortedMap<String, String> outputs = new TreeMap<>();
      answer
          .path("outputs")
          .properties()
          .forEach(output -> outputs.put(output.getKey(), output.getValue().asText()));
      return new Expected(answer.path("exit").asInt(), outputs);
    } catch (IOException e) {
      throw new UncheckedIOException("node ended", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
