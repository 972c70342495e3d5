package io.scriptfarm.disturbed;

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
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.SignedManifest;
import io.scriptfarm.testkit.Await;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A farm that asks for tokens, and what is tried at it by those who have the wrong one. Each test
/// is a line of docs/security.md.
@Tag("farm")
@DisplayName("R21 R44 with a game client's token")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final String GENERATION = "/workspaces/arena/generations/1";
  private static final String SECRET = "/files/ServerScriptService/ai.lua";

  private final Path access = Repository.temporary("access").resolve("access.json");
  private final Map<String, String> tokens = new TreeMap<>();
  private FarmProcess farm = farmOf("admin");
  private Manifest full = read("admin");
  private String client = "";
  private String build = "";

  /// Starts the farm with credentials for all roles, and publishes a game in two workspaces.
  private FarmProcess farmOf(String admin) {
    for (String role : List.of(admin, "editor", "game-server", "game-client")) {
      List<String> kept = role.startsWith("game-") ? List.of("--workspace", "arena") : List.of();
      tokens.put(role, token(role, role, kept));
    }
    return FarmProcess.start(
        FarmProcess.Setup.v8()
            .withWorkers(1)
            .with("FARM_ACCESS", access.toString())
            .with("FARM_TOKEN", tokens.getOrDefault(admin, "")));
  }

  private String token(String name, String role, List<String> more) {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(Repository.root().resolve("farm").toString(), "token", name, "--role", role));
    command.addAll(more);
    Ran ran =
        Ran.run(
            Repository.root(),
            Map.of(
                "FARM_ACCESS", access.toString(),
                "FARM_NO_BUILD", "1",
                "JAVA_HOME", System.getProperty("java.home")),
            SOON,
            command);
    assertEquals(0, ran.exit(), ran::toString);
    return ran.out().strip();
  }

  private Manifest read(String role) {
    try {
      publish("arena");
      publish("elsewhere");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    client = tokens.getOrDefault("game-client", "");
    HttpResponse<String> answer = get(role, GENERATION + "/manifest");
    assertEquals(200, answer.statusCode(), answer::body);
    return Json.read(answer.body(), SignedManifest.class).unverified();
  }

  private void publish(String workspace) throws IOException {
    Path game = Repository.temporary("arena");
    write(
        game,
        "tsconfig.json",
        """
        {"compilerOptions": {"target": "esnext", "lib": ["esnext"], "module": "esnext", "moduleResolution": "bundler",
          "types": [], "rootDir": "src", "outDir": "out", "strict": true}, "include": ["src"],
         "tstl": {"luaTarget": "5.4"}}""");
    write(
        game,
        "scriptfarm.json",
        """
        {"workspace": "%s", "packages": {"ui": ["src/StarterGui/**"], "server": ["src/ServerScriptService/**"]}}"""
            .formatted(workspace));
    write(game, "src/ServerScriptService/ai.ts", "export const secret = \"" + workspace + "\";\n");
    write(game, "src/StarterGui/hud.ts", "export const title = \"" + workspace + "\";\n");
    CommandBuild built = farm.build(game, "--publish");
    assertEquals(0, built.exit(), built.ran()::toString);
    build = built.id();
  }

  private static void write(Path folder, String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @BeforeAll
  void published() {
    assertEquals(2, full.entries().stream().filter(e -> e.script().isPresent()).count());
  }

  @AfterAll
  void stop() {
    farm.close();
  }

  private HttpRequest.Builder at(String role, URI uri) {
    String token = tokens.getOrDefault(role, role);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(SOON);
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> get(String role, String path) {
    return FarmProcess.send(at(role, farm.cache().resolve(path)));
  }

  private HttpResponse<String> post(String role, String path, Object json) {
    return FarmProcess.send(
        at(role, farm.cache().resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.write(json))));
  }

  private Digest digest(String path, String kind) {
    return full.entries().stream()
        .filter(entry -> entry.path().value().equals(path))
        .map(entry -> entry.artifacts().get(kind))
        .findFirst()
        .orElseThrow()
        .digest();
  }

  private Digest secret() {
    return digest("ServerScriptService/ai.lua", Manifest.LUA);
  }

  private void assertHidden(HttpResponse<String> answer) {
    assertEquals(404, answer.statusCode(), () -> answer.uri() + ": " + answer.body());
    // The same words as for what never was, so that nobody learns the difference.
    assertEquals(get("game-client", GENERATION + "/files/never.lua").body(), answer.body());
  }

  @Test
  @DisplayName("what replicates is there")
  void replicatedIsThere() {
    assertEquals(200, get("game-client", GENERATION + "/files/StarterGui/hud.lua").statusCode());
    Digest hud = digest("StarterGui/hud.lua", "lua54");
    assertEquals(200, get("game-client", GENERATION + "/blobs/" + hud).statusCode());
  }

  @Test
  @DisplayName("a server's script is not there by its digest")
  void knownDigest() {
    assertHidden(get("game-client", GENERATION + "/blobs/" + secret()));
    assertHidden(get("game-client", "/blobs/" + secret()));
    assertHidden(post("game-client", "/blobs/read", Map.of("digests", List.of(secret()))));
    assertHidden(post("game-client", "/blobs/missing", Map.of("digests", List.of(secret()))));
  }

  @Test
  @DisplayName("a server's script is not there by its path, in any form")
  void knownPath() {
    assertHidden(get("game-client", GENERATION + SECRET));
    assertHidden(get("game-client", GENERATION + SECRET + "?kind=lua54"));
    assertHidden(
        get("game-client", GENERATION + "/files/StarterGui/%2e%2e/ServerScriptService/ai.lua"));
    assertHidden(
        get("game-client", GENERATION + "/files/StarterGui/..%2FServerScriptService/ai.lua"));
    assertHidden(get("game-client", "/workspaces/arena/../../blobs/" + secret()));
    assertHidden(get("game-client", "/%62lobs/" + secret()));
  }

  @Test
  @DisplayName("a server's script is not in a pack")
  void pack() {
    HttpResponse<String> answer =
        post("game-client", GENERATION + "/pack", Map.of("digests", List.of(secret())));
    assertEquals(200, answer.statusCode());
    assertEquals("", answer.body());
    assertHidden(get("game-client", GENERATION + "/packs/server"));
    assertEquals(200, get("game-server", GENERATION + "/packs/server").statusCode());
    assertEquals(200, get("game-client", GENERATION + "/packs/ui").statusCode());
  }

  @Test
  @DisplayName("ranges, chunks and conditions tell nothing of a server's script")
  void ranges() {
    for (String[] header :
        new String[][] {
          {"Range", "bytes=0-0"},
          {"Range", "bytes=0-65535"},
          {"If-None-Match", "*"},
          {"If-None-Match", '"' + secret().hex() + '"'},
          {"Accept-Encoding", "zstd"},
        }) {
      assertHidden(
          FarmProcess.send(
              at("game-client", farm.cache().resolve(GENERATION + SECRET))
                  .header(header[0], header[1])));
    }
    assertEquals(
        404,
        FarmProcess.send(
                at("game-client", farm.cache().resolve(GENERATION + SECRET))
                    .method("HEAD", BodyPublishers.noBody()))
            .statusCode());
  }

  @Test
  @DisplayName("source maps are not there, of any script")
  void sourceMaps() {
    assertHidden(get("game-client", GENERATION + "/files/StarterGui/hud.lua?kind=map"));
    assertHidden(
        get("game-client", GENERATION + "/blobs/" + digest("StarterGui/hud.lua", Manifest.MAP)));
    assertEquals(
        200, get("game-server", GENERATION + "/files/StarterGui/hud.lua?kind=map").statusCode());
  }

  @Test
  @DisplayName("a manifest names no server's script, whatever view is asked for")
  void manifest() {
    for (String query : List.of("", "?view=FULL", "?view=REPLICATED&view=FULL")) {
      HttpResponse<String> answer = get("game-client", GENERATION + "/manifest" + query);
      SignedManifest signed = Json.read(answer.body(), SignedManifest.class);
      assertEquals(Manifest.View.REPLICATED, signed.unverified().view(), query);
      assertFalse(
          new String(signed.payload(), java.nio.charset.StandardCharsets.UTF_8).contains("ai.lua"));
    }
    assertHidden(get("game-client", "/workspaces/elsewhere/generations"));
    assertHidden(get("game-client", "/workspaces/elsewhere/generations/latest/manifest"));
    assertHidden(get("game-client", "/workspaces/elsewhere/events"));
  }

  @Test
  @DisplayName("the gateway has nothing for it, events of builds included")
  void gateway() {
    for (String path :
        List.of(
            "/api/builds/" + build + "/events",
            "/api/status",
            "/api/workspaces/arena/generations/1",
            "/api/workspaces/arena/generations/1/signed?view=FULL",
            "/api/servers",
            "/api/keys")) {
      assertHidden(FarmProcess.send(at("game-client", farm.gateway().resolve(path))));
    }
  }

  @Test
  @DisplayName("nobody passes for a server, or writes")
  void writing() {
    URI server = farm.cache().resolve("/workspaces/arena/servers/mine/1");
    assertHidden(FarmProcess.send(at("game-client", server).PUT(BodyPublishers.noBody())));
    Digest mine = Digest.ofUtf8("mine");
    for (String role : List.of("game-client", "game-server")) {
      assertHidden(
          FarmProcess.send(
              at(role, farm.cache().resolve("/blobs/" + mine))
                  .PUT(BodyPublishers.ofString("mine"))));
    }
  }

  @Test
  @DisplayName("a server sees its workspace and no other, and no blob outside of it")
  void serversAreKeptToTheirWorkspaces() {
    assertEquals(200, get("game-server", GENERATION + SECRET).statusCode());
    assertHidden(get("game-server", "/workspaces/elsewhere/generations/1/manifest"));
    assertHidden(get("game-server", "/blobs/" + secret()));
  }

  @Test
  @DisplayName("without a token, or with one that is unknown or revoked, nobody gets in")
  void tokens() throws IOException {
    for (String wrong : List.of("", "guess", tokens.getOrDefault("admin", "") + "x")) {
      HttpResponse<String> answer = get(wrong, GENERATION + "/manifest");
      assertEquals(401, answer.statusCode(), wrong);
      assertTrue(answer.headers().firstValue("WWW-Authenticate").isPresent());
      assertEquals(
          401, FarmProcess.send(at(wrong, farm.gateway().resolve("/api/status"))).statusCode());
    }
    String passing = token("passing", "game-server", List.of());
    Await.until(
        SOON, "the new token", () -> get(passing, GENERATION + "/manifest").statusCode() == 200);
    token("passing", "game-client", List.of("--revoke"));
    Await.until(SOON, "its end", () -> get(passing, GENERATION + "/manifest").statusCode() == 401);
  }

  @Test
  @DisplayName("only an admin rotates keys and cleans the store up")
  void admins() {
    for (String role : List.of("editor", "game-server")) {
      assertEquals(
          403,
          FarmProcess.send(
                  at(role, farm.gateway().resolve("/api/keys/rotate"))
                      .POST(BodyPublishers.noBody()))
              .statusCode());
    }
    assertEquals(403, post("editor", "/api/cache/clean", Map.of()).statusCode());
    JsonNode keys =
        Json.read(
            FarmProcess.send(at("game-server", farm.gateway().resolve("/api/keys"))).body(),
            JsonNode.class);
    assertTrue(keys.path("keys").size() > 0);
  }
}
