package io.scriptfarm.harness;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
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

/// A script on Node that answers each line of JSON with one. One request at a time. What it says on
/// stderr, this process says.
public final class NodeProcess implements AutoCloseable {
  private final String name;
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  /// @param script its path in the repository
  /// @param environment what is added to that of this process
  public NodeProcess(String script, List<String> arguments, Map<String, String> environment) {
    Path file = Repository.root().resolve(script);
    name = String.valueOf(file.getFileName());
    List<String> command =
        new ArrayList<>(List.of("node", "--max-old-space-size=4096", file.toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start node", e);
    }
    requests =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /// Waits for the answer.
  ///
  /// @throws AssertionError when the process ended instead
  public JsonNode ask(Map<String, String> request) {
    try {
      requests.write(Json.write(request));
      requests.newLine();
      requests.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new AssertionError(name + " ended: exit " + process.onExit().join().exitValue());
      }
      return Json.read(answer, JsonNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " ended", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
