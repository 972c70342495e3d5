package io.scriptfarm.harness;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.cli.Settings;
import io.scriptfarm.client.FarmClient;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.wire.Json;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// A client that stays and waits, as an editor's would, for measuring: builds a project on the
/// running farm without the start of a process. `ResidentClient FOLDER CONFIG`; lines of JSON over
/// stdin and stdout:
///
/// - `{"do":"build"}`: answers with `millis`, `scripts`, `compiled`, `exit`;
/// - `{"do":"save","path":…,"text":…}`: writes the file first, and answers also with
///   `resultMillis`, the time from before the write to the event with that script's Lua, and
///   `checkedMillis`, to the event with its diagnostics.
public final class ResidentClient {
  private ResidentClient() {}

  public static void main(String[] args) throws IOException, FarmException {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    Path folder = Path.of(args[0]).toAbsolutePath();
    try (FarmClient farm = new FarmClient(Settings.of(System.getenv()).farm());
        BufferedReader requests =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      FarmProject project = new FarmProject(farm, folder, args[1]);
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        out.println(Json.write(answer(project, folder, Json.read(line, JsonNode.class))));
      }
    }
  }

  private static Map<String, Object> answer(FarmProject project, Path folder, JsonNode request)
      throws IOException, FarmException {
    boolean saves = request.path("do").asText().equals("save");
    String path = request.path("path").asText();
    AtomicLong ready = new AtomicLong();
    AtomicLong checked = new AtomicLong();
    long start = System.nanoTime();
    if (saves) {
      Files.writeString(folder.resolve(path), request.path("text").asText());
    }
    FarmProject.Farmed built =
        project.build(
            saves ? Set.of(folder.resolve(path)) : Set.of(),
            event -> {
              switch (event) {
                case BuildEvent.ScriptReady script
                    when script.script().value().endsWith(path) && !script.outputs().isEmpty() ->
                    ready.compareAndSet(0, System.nanoTime() - start);
                case BuildEvent.ScriptFinished script when script.script().value().endsWith(path) ->
                    checked.compareAndSet(0, System.nanoTime() - start);
                default -> {}
              }
            });
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("millis", (System.nanoTime() - start) / 1e6);
    if (saves) {
      answer.put("resultMillis", (ready.get() == 0 ? checked : ready).get() / 1e6);
      answer.put("checkedMillis", checked.get() / 1e6);
    }
    answer.put("scripts", built.scripts());
    answer.put("compiled", built.compiled());
    answer.put("exit", built.result().exit());
    built.result().crash().ifPresent(why -> answer.put("crash", why));
    return answer;
  }
}
