package io.scriptfarm.orchestration.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.orchestration.publish.Placements.Placement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("R20 where a script belongs")
class PlacementsTest {
  private static final ProjectPath CONFIG = new ProjectPath("game/tsconfig.json");

  private static Placements placements(String settings, Map<String, String> pragmas) {
    TreeMap<ProjectPath, String> byPath = new TreeMap<>();
    pragmas.forEach((path, said) -> byPath.put(new ProjectPath(path), said));
    return new Placements(
        new Plan.Placement(settings.isEmpty() ? Optional.empty() : Optional.of(settings), byPath),
        CONFIG);
  }

  private static String said(Placement placement) {
    return "%s %s %s"
        .formatted(
            placement.service().label(), placement.runContext().label(), placement.replicate());
  }

  private static String problem(Placements placements) {
    assertEquals(1, placements.problems().size(), placements.problems().toString());
    Diagnostic problem = placements.problems().getFirst();
    assertTrue(problem.isError());
    return problem.location().orElseThrow().file() + ": " + problem.message();
  }

  @ParameterizedTest
  @DisplayName("follows from its folder")
  @CsvSource({
    "game/src/ServerScriptService/ai.ts, ServerScriptService Server false",
    "game/src/ReplicatedStorage/util.ts, ReplicatedStorage Both true",
    "game/src/Workspace/doors/door.ts, Workspace Both true",
    "game/src/StarterGui/hud.ts, StarterGui Client true",
    "game/src/StarterPlayer/camera.ts, StarterPlayer Client true",
    "game/src/ReplicatedFirst/splash.ts, ReplicatedFirst Client true",
    "game/src/ServerScriptService/Workspace/x.ts, ServerScriptService Server false",
    "game/src/main.ts, ServerScriptService Server false",
    "other/Workspace/x.ts, Workspace Both true",
  })
  void ofFolders(String script, String expected) {
    Placements placements = placements("", Map.of());

    assertEquals(expected, said(placements.ofScript(new ProjectPath(script))));
    assertEquals(List.of(), placements.problems());
  }

  @ParameterizedTest
  @DisplayName("or from the project's file, or from what it says itself")
  @CsvSource(
      delimiter = '|',
      value = {
        "src/ui/hud.ts | '' | StarterGui Client true",
        "src/ui/hud.ts | 'service=StarterPlayer' | two",
        "src/ui/server.ts | '' | ServerScriptService Server false",
        "src/rules.ts | '' | ReplicatedStorage Both true",
        "src/rules.ts | 'runContext=Server' | ReplicatedStorage Server false",
        "src/rules.ts | 'replicate=false' | ReplicatedStorage Both false",
        "src/rules.ts | 'service=ReplicatedFirst, runContext=Client' | ReplicatedFirst Client true",
      })
  void ofSettings(String script, String pragma, String expected) {
    Placements placements =
        placements(
            """
            {"service": "ReplicatedStorage",
             "scripts": {"src/ui/**": {"service": "StarterGui"},
                         "src/ui/server.ts": {"service": "ServerScriptService"}}}
            """,
            pragma.isEmpty() ? Map.of() : Map.of("game/" + script, pragma));
    Placement placement = placements.ofScript(new ProjectPath("game/" + script));
    if (expected.equals("two")) {
      assertEquals(
          "game/src/ui/hud.ts: it says service=StarterPlayer, and game/scriptfarm.json says StarterGui; remove one of the two",
          problem(placements));
      return;
    }
    assertEquals(expected, said(placement));
    assertEquals(List.of(), placements.problems());
  }

  @ParameterizedTest
  @DisplayName("contradictions are diagnostics, and belong to the server meanwhile")
  @CsvSource(
      delimiter = '|',
      value = {
        "game/ServerScriptService/a.ts | runContext=Client | it belongs to ServerScriptService",
        "game/ServerScriptService/a.ts | replicate=true | it runs on the server only",
        "game/StarterGui/a.ts | runContext=Server | it belongs to StarterGui, whose scripts run on clients",
        "game/a.ts | service=Attic | there is no service `Attic`",
        "game/Workspace/a.ts | runContext=Everywhere | runContext is Server, Client or Both",
        "game/Workspace/a.ts | replicate=maybe | replicate is true or false",
        "game/Workspace/a.ts | runs=Client | `@scriptfarm` says `runs=Client`",
        "game/Workspace/a.ts | client | `@scriptfarm` says `client`",
      })
  void contradictions(String script, String pragma, String message) {
    Placements placements = placements("", Map.of(script, pragma));
    Placement placement = placements.ofScript(new ProjectPath(script));

    assertTrue(problem(placements).startsWith(script + ": " + message), problem(placements));
    if (!pragma.contains("maybe") && !pragma.startsWith("runs") && !pragma.equals("client")) {
      assertEquals("ServerScriptService Server false", said(placement));
    }
  }

  @ParameterizedTest
  @DisplayName("a project file that makes no sense is a diagnostic")
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | the file is to be an object",
        "{\"script\": {}} | there is no field `script`, but cdn, environment, packages, plugins, publish, scripts, service, workspace",
        "{\"scripts\": {\"a\": {\"context\": 1}}} | there is no field `context` of `a`",
        "{\"scripts\": {\"a\": {\"replicate\": \"yes\"}}} | replicate is true or false",
        "{\"plugins\": \"some\"} | plugins is auto, per-script or whole, not `some`",
        "{\"cdn\": [\"ftp://x\"]} | cdn holds URLs",
        "{\"cdn\": [\"//x\"]} | cdn holds URLs",
        "{\"cdn\": [\"https://a b\"]} | cdn holds URLs",
        "{\"packages\": {\"a\": \"b\"}} | a is to be a list of strings",
        "{\"scripts\": {\"[\": {}}} | `[` is no pattern",
        "{ | not a valid JsonNode",
      })
  void badSettings(String settings, String message) {
    String problem = problem(placements(settings, Map.of()));

    assertTrue(problem.startsWith("game/scriptfarm.json: " + message), problem);
  }

  @Test
  void libraryOfTstlGoesToBoth() {
    Placements placements = placements("", Map.of());

    assertEquals(
        "ReplicatedStorage Both true",
        said(placements.ofOutput("game/dist/lualib_bundle.lua", true)));
    assertEquals(
        "ServerScriptService Server false", said(placements.ofOutput("game/dist/all.lua", false)));
  }

  @Test
  void packagesAreNamed() {
    Placements placements = placements("{\"packages\": {\"ui\": [\"src/ui/**\"]}}", Map.of());

    assertEquals(
        Optional.of("ui"), placements.ofScript(new ProjectPath("game/src/ui/hud.ts")).pack());
    assertEquals(Optional.empty(), placements.ofScript(new ProjectPath("game/src/a.ts")).pack());
  }
}
