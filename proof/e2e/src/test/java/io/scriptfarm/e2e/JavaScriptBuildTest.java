package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.harness.BuildEvents;
import io.scriptfarm.harness.BuildEvents.Event;
import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.harness.Tstl;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R8 JavaScript of a project")
class JavaScriptBuildTest {
  private static final Duration AT_MOST = Duration.ofMinutes(2);

  private final FarmProcess farm;

  JavaScriptBuildTest(FarmProcess farm) {
    this.farm = farm;
  }

  @ParameterizedTest
  @CsvSource({"dungeon", "monorepo-npm/games/dice-cellar"})
  @DisplayName("is what tsc writes for an engine of today; the second time nothing compiles")
  void whatTscWrites(String example) throws IOException {
    String name = example.split("/")[0];
    Path copy = Repository.copyOf(name, Repository.temporary("javascript"));
    Path project = copy.resolve(example.substring(name.length()).replaceFirst("^/", ""));
    Path expected = copy.resolve("by-tsc");
    // Its exit code says that there are errors, which TSTL's own projects have for tsc.
    Ran.run(
        project,
        Map.of(),
        AT_MOST,
        List.of(
            "node",
            Tstl.QUICK,
            copy + "/node_modules/typescript/bin/tsc",
            "-p",
            ".",
            "--target",
            "esnext",
            "--module",
            "esnext",
            "--sourceMap",
            "--inlineSources",
            "--noEmit",
            "false",
            "--declaration",
            "false",
            "--rootDir",
            copy.toString(),
            "--outDir",
            expected.toString()));
    Path out = copy.resolve("preview");

    CommandBuild first = farm.build(project, "--emit", "js", "--out", out.toString());
    CommandBuild second = farm.build(project, "--emit", "js", "--out", out.toString());

    Map<String, String> scripts = scripts(out);
    assertFalse(scripts.isEmpty(), first.ran()::toString);
    assertEquals(scripts(expected), scripts);
    assertEquals(0, second.compiled(), second.ran()::toString);
    assertEquals(first.scripts(), second.cached(), second.ran()::toString);
  }

  /// The JavaScript of a project below a folder, which both sides call differently.
  private static Map<String, String> scripts(Path folder) throws IOException {
    Map<String, String> scripts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".js")).toList()) {
        scripts.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return scripts;
  }

  @Test
  @DisplayName("comes at once for a script that was saved")
  void savedScript() {
    Path project = Repository.copyOf("dungeon", Repository.temporary("javascript"));
    CommandBuild lua = farm.build(project);
    String script =
        BuildEvents.scripts(BuildEvents.all(farm.gateway(), lua.id()), "COMPILED").stream()
            .findFirst()
            .orElse("src/main.ts");
    HttpResponse<String> response =
        FarmProcess.send(
            HttpRequest.newBuilder(farm.gateway().resolve("/api/builds"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        Json.write(
                            Map.of(
                                "snapshot",
                                lua.json().path("snapshot").asText(),
                                "config",
                                "tsconfig.json",
                                "emit",
                                "js",
                                "saved",
                                List.of(script))))));
    String id = Json.read(response.body(), JsonNode.class).path("id").asText();
    List<Event> events = BuildEvents.all(farm.gateway(), id);

    assertEquals("script-ready", events.getFirst().name(), events::toString);
    JsonNode output = events.getFirst().data().path("outputs").path(0);
    assertTrue(output.path("path").asText().endsWith(".js"), output::toString);
    assertEquals(64, output.path("map").asText().length(), output::toString);
    assertTrue(
        events.stream()
            .filter(event -> event.name().equals("output-ready"))
            .noneMatch(event -> event.data().path("output").path("path").asText().endsWith(".lua")),
        events::toString);
  }

  @ParameterizedTest
  @CsvSource({"--emit js", "--emit lua --out x", "--emit c --out x", "--emit js --out x --local"})
  void wrongUseIsSaid(String options) {
    Path project = Repository.copyOf("dungeon", Repository.temporary("javascript"));
    Ran ran = farm.start(project, ("build " + options).split(" ")).await(AT_MOST);

    assertEquals(64, ran.exit(), ran::toString);
    assertTrue(ran.err().contains("--emit"), ran::toString);
  }
}
