package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("R8 a Lua traceback comes back as TypeScript")
class TracebackTest {
  private static final String GAME =
      """
      import { nameOf, Thing } from "./parts/naming";

      class Game {
          constructor(private readonly things: Thing[]) {}

          start(): string {
              const found = this.things.map(thing => thing.part);
              return nameOf(this.things) + found.length;
          }
      }

      const game = new Game([{ part: { name: "a" } }]);
      export const started = game.start();
      """;
  private static final String NAMING =
      """
      export interface Thing {
          part: { name: string };
      }

      export function nameOf(things: Thing[]): string {
          // There is only one.
          const second = things[1];
          return second.part.name;
      }
      """;
  private static final String BUNDLE =
      ", \"luaBundle\": \"game.lua\", \"luaBundleEntry\": \"src/deliberate.ts\"";
  private static final List<String> WHERE =
      List.of("parts/naming.ts:8", "deliberate.ts:8", "deliberate.ts:13");

  private final FarmProcess farm;

  TracebackTest(FarmProcess farm) {
    this.farm = farm;
  }

  /// A copy of an example with a script that breaks, built.
  private record Broken(Path folder, String options, CommandBuild built) {
    /// What Lua prints when it breaks.
    String traceback(LuaRunner lua) throws IOException {
      String run =
          options.contains(BUNDLE)
              ? "dofile('%s/out/game.lua')".formatted(folder)
              : "require('deliberate')";
      return lua.run(
          folder,
          """
          package.path = '%1$s/out/?.lua;%1$s/out/?.script'
          local ok, text = xpcall(function() local _ = %2$s end, function(m) return debug.traceback(m) end)
          return text
          """
              .formatted(folder, run));
    }
  }

  /// @param example its name, and the folder in it where the project is
  private Broken broken(String example, String base, String compilerOptions, String tstl)
      throws IOException {
    String[] place = example.split("/", 2);
    Path copy = Repository.copyOf(place[0], Repository.temporary("traceback"));
    Path folder = place.length == 1 ? copy : copy.resolve(place[1]);
    Files.createDirectories(folder.resolve("src/parts"));
    Files.writeString(folder.resolve("src/deliberate.ts"), GAME);
    Files.writeString(folder.resolve("src/parts/naming.ts"), NAMING);
    String config =
        """
        {"extends": "%s", "include": ["src/deliberate.ts", "src/**/*.d.ts"],
         "compilerOptions": {"rootDir": "./src", "outDir": "./out"%s},
         "tstl": {"luaTarget": "universal"%s}}
        """
            .formatted(base, compilerOptions, tstl.replace("BUNDLE", BUNDLE));
    Files.writeString(folder.resolve("tsconfig.deliberate.json"), config);
    CommandBuild built = farm.build(folder, "-p", "tsconfig.deliberate.json");
    assertTrue(built.exit() <= 2, built.ran()::toString); // some examples have errors of their own
    return new Broken(folder, config, built);
  }

  private HttpResponse<String> post(Map<String, Object> request) {
    return FarmProcess.send(
        HttpRequest.newBuilder(farm.gateway().resolve("/api/traceback"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.write(request))));
  }

  private JsonNode resolve(Map<String, Object> request) {
    HttpResponse<String> response = post(request);
    assertEquals(200, response.statusCode(), response::body);
    return Json.read(response.body(), JsonNode.class);
  }

  /// The places in the scripts that break, each once.
  private static List<String> places(JsonNode answer) {
    List<String> places = new ArrayList<>();
    for (JsonNode frame : answer.path("frames")) {
      JsonNode source = frame.path("source");
      String place = source.path("file").asText() + ":" + source.path("line").asInt();
      String script = place.replaceFirst("^(.*/)?src/", "");
      if (!script.equals(place) && !places.contains(script)) {
        places.add(script);
      }
    }
    return places;
  }

  /// The last column names interpreters that cannot run it: the Lua of some games is for 5.3, and
  /// TSTL's own `debug.traceback` fails on 5.1. No Lua loads a bundle of rxjs (TSTL miscompiles a
  /// test helper of it, which the farm warns of).
  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "dungeon | ./tsconfig.base.json | , \"sourceMap\": false | '' | -",
        "dungeon | ./tsconfig.base.json | , \"sourceMap\": true | BUNDLE | -",
        "wc3-map | ./tsconfig.json | , \"inlineSourceMap\": true | '' | -",
        "wc3-map | ./tsconfig.json | '' | , \"sourceMapTraceback\": true | 'lua5.1'",
        "wc3-map | ./tsconfig.json | '' | BUNDLE | 'luaj lua5.1 lua5.2 luajit'",
        "wc3-map | ./tsconfig.json | , \"sourceMap\": true | , \"sourceMapTraceback\": true BUNDLE | 'luaj lua5.1 lua5.2 luajit'",
        "tsx | ./tsconfig.json | , \"sourceRoot\": \"/elsewhere\" | , \"luaLibImport\": \"inline\" | -",
        "plugins | ./tsconfig.visitors.json | , \"sourceMap\": true | BUNDLE | -",
        "bundle-minimal | ./tsconfig.base.json | '' | BUNDLE | 'luaj lua5.1 lua5.2 luajit'",
        "monorepo-npm/games/dice-cellar | ../../tsconfig.base.json | '' | '' | -",
        "monorepo-pnpm/games/kite-race | @fair/config/love | '' | BUNDLE | -",
        "pinned-1.33 | ./tsconfig.json | '' | BUNDLE | 'lua5.1'",
      })
  void asTheRightLine(
      String example, String base, String compilerOptions, String tstl, @Nullable String not)
      throws IOException {
    Broken broken = broken(example, base, compilerOptions, tstl);
    for (LuaRunner lua : LuaRunner.all()) {
      if (not != null && List.of(not.split(" ")).contains(lua.name())) {
        continue;
      }
      String traceback = broken.traceback(lua);
      JsonNode answer = resolve(Map.of("traceback", traceback, "build", broken.built().id()));

      assertEquals(WHERE, places(answer), () -> lua + "\n" + traceback + "\n" + answer);
      assertTrue(answer.path("text").asText().contains("src/parts/naming.ts:8"), answer::toString);
    }
  }

  @Test
  @DisplayName("by the state of the project, by the artifacts, and by what the engine calls them")
  void whateverTellsTheBuild() throws IOException {
    Broken broken = broken("wc3-map", "./tsconfig.json", "", "");
    Path naming = broken.folder().resolve("out/parts/naming.lua");
    String digest = Digest.of(Files.readAllBytes(naming)).hex();
    String traceback = "parts/naming.lua:" + lineOf(naming, "return second.part.name") + ": boom";

    Map<String, Object> snapshot = new HashMap<>();
    snapshot.put("traceback", traceback);
    snapshot.put("snapshot", broken.built().json().path("snapshot").asText());
    snapshot.put("config", "tsconfig.deliberate.json");
    assertEquals("src/parts/naming.ts:8: boom", resolve(snapshot).path("text").asText());

    Map<String, Object> artifacts = Map.of("traceback", traceback, "artifacts", List.of(digest));
    assertEquals("src/parts/naming.ts:8: boom", resolve(artifacts).path("text").asText());

    Map<String, Object> chunks =
        Map.of(
            "traceback",
            traceback.replace("parts/naming.lua", "[string \"chunk 7\"]"),
            "chunks",
            Map.of("chunk 7", digest));
    assertEquals("src/parts/naming.ts:8: boom", resolve(chunks).path("text").asText());

    Path report = broken.folder().resolve("crash.txt");
    Files.writeString(report, traceback);
    Ran ran =
        farm.start(
                broken.folder(),
                "trace",
                "-p",
                "tsconfig.deliberate.json",
                "--file",
                report.toString())
            .await(Duration.ofMinutes(1));
    assertEquals("src/parts/naming.ts:8: boom", ran.out(), ran::toString);
    assertEquals(0, ran.exit());
  }

  private static int lineOf(Path file, String text) throws IOException {
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains(text)) {
        return i + 1;
      }
    }
    throw new AssertionError("no " + text + " in " + lines);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {}",
        "400 | {\"traceback\": \"x\"}",
        "400 | {\"traceback\": \"x\", \"artifacts\": [\"abc\"]}",
        "400 | {\"traceback\": \"x\", \"snapshot\": \"0000000000000000000000000000000000000000000000000000000000000000\"}",
        "404 | {\"traceback\": \"x\", \"build\": \"nobody\"}",
        "404 | {\"traceback\": \"x\", \"config\": \"a.json\", \"snapshot\": \"0000000000000000000000000000000000000000000000000000000000000000\"}",
      })
  @DisplayName("and what makes no sense is refused with a reason")
  void refused(int status, String request) {
    HttpResponse<String> response =
        FarmProcess.send(
            HttpRequest.newBuilder(farm.gateway().resolve("/api/traceback"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(request)));

    assertEquals(status, response.statusCode(), response::body);
    assertTrue(Json.read(response.body(), JsonNode.class).path("message").asText().length() > 10);
  }

  @Test
  void unknownArtifactIsListed() {
    String nobody = "0".repeat(64);
    JsonNode answer = resolve(Map.of("traceback", "main.lua:3: x", "artifacts", List.of(nobody)));

    assertEquals("main.lua:3: x", answer.path("text").asText());
    assertEquals(nobody, answer.path("unresolved").get(1).path("name").asText());
  }

  @Test
  void longTextIsRefused() {
    HttpResponse<String> response =
        post(Map.of("traceback", "x".repeat(300_000), "build", "nobody"));

    assertEquals(400, response.statusCode());
    assertFalse(response.body().isEmpty());
  }
}
