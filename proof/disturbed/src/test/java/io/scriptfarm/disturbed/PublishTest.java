package io.scriptfarm.disturbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.DisturbedFarm;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.SignedManifest;
import io.scriptfarm.publication.TrustedKeys;
import io.scriptfarm.publication.WorkspaceName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Builds become generations of a workspace.
@Tag("farm")
@ExtendWith(DisturbedFarm.class)
@DisplayName("R20 R26 publishing")
class PublishTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  private final FarmProcess farm;

  PublishTest(FarmProcess farm) {
    this.farm = farm;
  }

  private static Path game(String workspace) throws IOException {
    Path folder = Repository.temporary("publish");
    write(
        folder,
        "tsconfig.json",
        """
        {"compilerOptions": {"target": "esnext", "lib": ["esnext"], "module": "esnext", "moduleResolution": "bundler",
          "types": [], "rootDir": "src", "outDir": "out", "strict": true}, "include": ["src"],
         "tstl": {"luaTarget": "5.4"}}""");
    write(folder, "scriptfarm.json", "{\"workspace\": \"" + workspace + "\"}");
    write(folder, "src/ServerScriptService/ai.ts", "export const secret = [3].map(n => n * 2);\n");
    write(folder, "src/ReplicatedStorage/util.ts", "export const half = (n: number) => n / 2;\n");
    write(folder, "src/StarterGui/hud.ts", "export const title = \"Dungeon\";\n");
    write(
        folder,
        "src/loose.ts",
        "// A comment.\n// @scriptfarm service=ReplicatedFirst\nexport const splash = 1;\n");
    return folder;
  }

  private static void write(Path folder, String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private JsonNode get(String path) {
    HttpResponse<String> answer =
        FarmProcess.send(HttpRequest.newBuilder(farm.gateway().resolve(path)));
    assertEquals(200, answer.statusCode(), answer::body);
    return Json.read(answer.body(), JsonNode.class);
  }

  private JsonNode publish(Path game) {
    CommandBuild built = farm.build(game, "--publish");
    assertEquals(0, built.exit(), built.ran()::toString);
    return built.json().path("publication");
  }

  private List<String> farm(Path game, String... arguments) {
    Ran ran = farm.start(game, arguments).await(SOON);
    assertEquals(0, ran.exit(), ran::toString);
    return ran.out().lines().toList();
  }

  @Test
  @DisplayName("gives a generation for each build that is another one, and back to any of them")
  void generations() throws IOException {
    Path game = game("publish-generations");

    JsonNode first = publish(game);
    assertEquals(1, first.path("generation").asLong(), first.toString());
    assertEquals(5, first.path("added").asInt(), first.toString()); // four, and TSTL's library
    assertEquals(1, publish(game).path("generation").asLong());

    write(game, "src/ReplicatedStorage/util.ts", "export const half = (n: number) => n * 0.5;\n");
    write(game, "src/StarterGui/menu.ts", "export const items = 3;\n");
    Files.delete(game.resolve("src/StarterGui/hud.ts"));
    JsonNode second = publish(game);
    assertEquals(2, second.path("generation").asLong(), second.toString());
    assertEquals(
        List.of("A StarterGui/menu.lua", "D StarterGui/hud.lua", "M ReplicatedStorage/util.lua"),
        farm(game, "diff", "1", "2"));

    assertEquals(
        List.of("generation 3 of publish-generations holds what 1 held"),
        farm(game, "rollback", "1"));
    assertEquals(List.of(), farm(game, "diff", "1", "3"));
    List<String> listed = farm(game, "generations");
    assertEquals(3, listed.size(), listed.toString());
    assertTrue(listed.getFirst().contains("back to 1"), listed.toString());
    Ran unknown = farm.start(game, "rollback", "99").await(SOON);
    assertEquals(3, unknown.exit());
    assertTrue(unknown.err().contains("no generation 99"), unknown.err());
  }

  @Test
  @DisplayName("says of every file where it belongs, and what there is of it")
  void manifest() throws Exception {
    Path game = game("publish-manifest");
    publish(game);

    JsonNode manifest = get("/api/workspaces/publish-manifest/generations/1");
    Map<String, String> places = new TreeMap<>();
    for (JsonNode entry : manifest.path("entries")) {
      places.put(
          entry.path("path").asText(),
          entry.path("service").asText()
              + " "
              + entry.path("runContext").asText()
              + " "
              + entry.path("replicate").asBoolean());
      assertEquals(
          List.of("lua", "lua54"),
          entry
              .path("artifacts")
              .propertyStream()
              .map(Map.Entry::getKey)
              .filter(k -> !k.equals("map"))
              .toList());
    }
    assertEquals(
        Map.of(
            "ServerScriptService/ai.lua", "ServerScriptService Server false",
            "ReplicatedStorage/util.lua", "ReplicatedStorage Both true",
            "StarterGui/hud.lua", "StarterGui Client true",
            "loose.lua", "ReplicatedFirst Client true",
            "lualib_bundle.lua", "ReplicatedStorage Both true"),
        places);
    TrustedKeys trusted =
        TrustedKeys.ofBase64(
            get("/api/keys").path("keys").valueStream().map(JsonNode::asText).toList());
    WorkspaceName workspace = new WorkspaceName("publish-manifest");
    for (Manifest.View view : Manifest.View.values()) {
      JsonNode signed = get("/api/workspaces/publish-manifest/generations/1/signed?view=" + view);
      Manifest opened =
          trusted.open(Json.read(signed.toString(), SignedManifest.class), workspace, view);
      assertEquals(view == Manifest.View.FULL ? 5 : 4, opened.entries().size());
    }
    int keys = get("/api/keys").path("keys").size();
    assertEquals(keys + 1, farm(game, "keys", "--rotate").size());
    assertEquals(keys + 1, farm(game, "keys").size());
  }

  @Test
  @DisplayName("keeps what a server runs, and says which does")
  void servers() throws IOException {
    Path game = game("publish-servers");
    publish(game);
    URI server = farm.cache().resolve("/workspaces/publish-servers/servers/eu-1/");
    assertEquals(204, put(server.resolve("1")));
    assertEquals(404, put(server.resolve("2")));
    assertEquals(204, put(farm.gateway().resolve("/api/workspaces/publish-servers/tags/gold/1")));

    assertTrue(
        farm(game, "servers").stream()
            .anyMatch(line -> line.startsWith("eu-1  publish-servers 1")));
    String listed = farm(game, "generations").getFirst();
    assertTrue(listed.contains("tag gold, runs on eu-1"), listed);
  }

  private static int put(URI uri) {
    return FarmProcess.send(HttpRequest.newBuilder(uri).PUT(BodyPublishers.noBody())).statusCode();
  }

  @Test
  @DisplayName(
      "is refused for what contradicts itself, with the file, and the Lua is there all the same")
  void contradiction() throws IOException {
    Path game = game("publish-contradiction");
    write(
        game,
        "src/ServerScriptService/ai.ts",
        "/** @scriptfarm runContext=Client */\nexport const secret = 1;\n");

    CommandBuild built = farm.build(game, "--publish");

    assertEquals(2, built.exit(), built.ran()::toString);
    assertTrue(
        built
            .ran()
            .err()
            .contains(
                "not published: src/ServerScriptService/ai.ts: it belongs to ServerScriptService"),
        built.ran()::err);
    assertTrue(Files.exists(game.resolve("out/ServerScriptService/ai.lua")));
    assertFalse(get("/api/workspaces").has("publish-contradiction"));
  }

  @Test
  @DisplayName("does not happen with errors, nor without being asked for")
  void notWithErrors() throws IOException {
    Path game = game("publish-errors");
    assertTrue(farm.build(game).json().path("publication").isMissingNode());
    write(game, "src/StarterGui/hud.ts", "export const title: number = \"Dungeon\";\n");

    assertTrue(farm.build(game, "--publish").json().path("publication").isMissingNode());
    assertFalse(get("/api/workspaces").has("publish-errors"));
  }

  @Test
  @DisplayName("survives a Redis that lost everything: numbers go on, generations come back")
  void redisLost() throws IOException {
    Path game = game("publish-redis-lost");
    publish(game);
    write(game, "src/loose.ts", "export const splash = 2;\n");
    assertEquals(2, publish(game).path("generation").asLong());

    farm.clearCache();
    write(game, "src/loose.ts", "export const splash = 3;\n");
    JsonNode third = publish(game);

    assertEquals(3, third.path("generation").asLong(), third.toString());
    assertEquals(3, farm(game, "generations").size());
    assertEquals(List.of("M loose.lua"), farm(game, "diff", "2", "3"));
  }
}
