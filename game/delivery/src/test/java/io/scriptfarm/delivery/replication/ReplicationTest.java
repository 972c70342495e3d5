package io.scriptfarm.delivery.replication;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.delivery.ScriptCache;
import io.scriptfarm.publication.Service;
import io.scriptfarm.testkit.Await;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server and its clients over real WebSockets, as a game has them.
class ReplicationTest {
  private final Workspace workspace = new Workspace();
  private final RecordingListener heard = new RecordingListener();
  private final List<Game> games = new ArrayList<>();
  private ReplicationServer server;

  @BeforeEach
  void start() {
    workspace
        .put("ReplicatedFirst/loading.lua", Service.REPLICATED_FIRST, "print('loading')")
        .put("ReplicatedFirst/bar.lua", Service.REPLICATED_FIRST, "print('bar')")
        .put("ReplicatedStorage/dice.lua", Service.REPLICATED_STORAGE, "return 6")
        .put("StarterGui/hud.lua", Service.STARTER_GUI, "print('hud')")
        .put("ServerScriptService/loot.lua", Service.SERVER_SCRIPT_SERVICE, "return 'secret'");
    server = ReplicationServer.start(RecordingListener.attentive(), heard);
  }

  @AfterEach
  void stop() {
    games.forEach(Game::close);
    server.close();
  }

  private Game join() {
    return join(Game.config(workspace, server.port()), ScriptCache.inMemory());
  }

  private Game join(ReplicationClient.Config config, ScriptCache cache) {
    Game game = new Game(config, cache);
    games.add(game);
    return game;
  }

  @Test
  void whatComesFirstIsThereAndRunsBeforeAllElse() {
    workspace.publish(server);
    Game game = join();
    game.awaitRan("1:ReplicatedFirst/bar.lua", "1:ReplicatedFirst/loading.lua");
    assertEquals(List.of(1L), game.generations);
    assertEquals(List.of("player:1"), heard.ready);
    assertEquals(
        Set.of(
            Workspace.path("ReplicatedFirst/bar.lua"),
            Workspace.path("ReplicatedFirst/loading.lua")),
        game.client.current().orElseThrow().held(),
        "nothing else is fetched before somebody wants it");
    assertEquals(2, game.client.counts().artifacts());
  }

  @Test
  void whoComesBeforeAnythingIsPublishedWaits() throws Exception {
    Game game = join();
    var dice = game.client.require(Workspace.path("ReplicatedStorage/dice.lua"));
    Await.until(Game.SOON, "it is connected", () -> !server.clients().isEmpty());
    workspace.publish(server);
    assertEquals("return 6", dice.get().content().utf8());
  }

  @Test
  void fetchesWhatIsRequiredOnceAndRunsNoModules() throws Exception {
    workspace.publish(server);
    Game game = join();
    assertArrayEquals(
        workspace.content("ReplicatedStorage/dice.lua"),
        game.require("ReplicatedStorage/dice.lua"));
    game.require("ReplicatedStorage/dice.lua");
    game.require("StarterGui/hud.lua");
    game.awaitRan(
        "1:ReplicatedFirst/bar.lua", "1:ReplicatedFirst/loading.lua", "1:StarterGui/hud.lua");
    assertEquals(4, game.client.counts().artifacts());
  }

  @Test
  void aScriptMayRequireOthersWhileItRuns() {
    workspace.publish(server);
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    ReplicationClient[] client = new ReplicationClient[1];
    ReplicationClient.Listener requiring =
        new ReplicationClient.Listener() {
          @Override
          public void switched(HeldScripts scripts) {}

          @Override
          public void execute(
              HeldScripts scripts,
              io.scriptfarm.contract.ProjectPath path,
              io.scriptfarm.delivery.PackedScript script) {
            synchronized (client) {
              seen.add(
                  client[0]
                      .require(Workspace.path("ReplicatedStorage/dice.lua"))
                      .join()
                      .content()
                      .utf8());
            }
          }
        };
    synchronized (client) {
      client[0] =
          ReplicationClient.start(
              Game.config(workspace, server.port()), ScriptCache.inMemory(), requiring);
    }
    try {
      Await.until(
          Game.SOON, "both required it", () -> seen.equals(List.of("return 6", "return 6")));
    } finally {
      client[0].close();
    }
  }

  @Test
  void theServerMayHaveClientsRunWhatTheyLack() {
    workspace.publish(server);
    Game game = join();
    game.awaitRan("1:ReplicatedFirst/bar.lua", "1:ReplicatedFirst/loading.lua");
    server.execute(
        List.of(Workspace.path("StarterGui/hud.lua"), Workspace.path("ReplicatedFirst/bar.lua")));
    game.awaitRan(
        "1:ReplicatedFirst/bar.lua",
        "1:ReplicatedFirst/loading.lua",
        "1:StarterGui/hud.lua",
        "1:ReplicatedFirst/bar.lua");
    assertThrows(
        IllegalArgumentException.class,
        () -> server.execute(List.of(Workspace.path("ServerScriptService/loot.lua"))));
  }

  @Test
  void twentyClientsFetchOneArtifactEachWhenOneScriptChanges() throws Exception {
    for (int i = 0; i < 250; i++) {
      workspace.put("ReplicatedStorage/s" + i + ".lua", Service.REPLICATED_STORAGE, "return " + i);
    }
    workspace.publish(server);
    for (int i = 0; i < 20; i++) {
      join();
    }
    for (Game game : games) {
      game.require("ReplicatedStorage/s7.lua");
      game.require("StarterGui/hud.lua");
      Await.until(Game.SOON, "all ran", () -> game.ran.size() == 3);
    }
    List<Long> before = games.stream().map(game -> game.client.counts().artifacts()).toList();
    HeldScripts old = games.getFirst().client.current().orElseThrow();

    workspace.put("StarterGui/hud.lua", Service.STARTER_GUI, "print('hud 2')");
    workspace.publish(server);

    for (int i = 0; i < games.size(); i++) {
      Game game = games.get(i);
      Await.until(Game.SOON, "the new one ran", () -> game.ran.contains("2:StarterGui/hud.lua"));
      assertEquals(4, game.ran.size(), "what did not change goes on: " + game.ran);
      assertEquals(before.get(i) + 1, game.client.counts().artifacts());
      assertEquals("return 7", new String(game.require("ReplicatedStorage/s7.lua")));
    }
    assertEquals(
        "print('hud')",
        old.find(Workspace.path("StarterGui/hud.lua")).orElseThrow().content().utf8(),
        "who reads the old generation goes on with it");
    Await.until(
        Game.SOON, "all are ready", () -> Collections.frequency(heard.ready, "player:2") == 20);
  }

  @Test
  void theOldGenerationStaysUntilAllOfTheNewIsThere() throws Exception {
    workspace.publish(server);
    Game game = join();
    game.require("ReplicatedStorage/dice.lua");
    workspace.put("ReplicatedStorage/dice.lua", Service.REPLICATED_STORAGE, "return 20");
    var missing = workspace.artifacts.remove(workspace.digest("ReplicatedStorage/dice.lua"));
    workspace.publish(server);
    Await.until(Game.SOON, "the client said that it cannot go on", () -> !game.refusals.isEmpty());
    assertEquals("return 6", new String(game.require("ReplicatedStorage/dice.lua")));
    assertEquals(List.of(1L), game.generations);

    workspace.artifacts.put(missing.digest(), missing);
    game.awaitGeneration(2);
    assertEquals("return 20", new String(game.require("ReplicatedStorage/dice.lua")));
  }

  @Test
  void whatIsInTheCacheIsNotFetched() {
    workspace.publish(server);
    ScriptCache cache = ScriptCache.inMemory();
    workspace.artifacts.values().forEach(cache::put);
    Game game = join(Game.config(workspace, server.port()), cache);
    game.awaitRan("1:ReplicatedFirst/bar.lua", "1:ReplicatedFirst/loading.lua");
    assertEquals(0, game.client.counts().artifacts());
    assertEquals(0, game.client.counts().chunks());
  }

  @Test
  void whatRunsGoesOnWhenTheConnectionIsMadeAgain() throws Exception {
    workspace.publish(server);
    try (Proxy proxy = new Proxy(server.port())) {
      Game game = join(Game.config(workspace, proxy.port()), ScriptCache.inMemory());
      game.awaitRan("1:ReplicatedFirst/bar.lua", "1:ReplicatedFirst/loading.lua");
      proxy.cutAll();
      Await.until(Game.SOON, "it came back", () -> heard.ready.size() == 2);
      game.require("StarterGui/hud.lua");
      game.awaitRan(
          "1:ReplicatedFirst/bar.lua", "1:ReplicatedFirst/loading.lua", "1:StarterGui/hud.lua");
      assertEquals(List.of(1L), game.generations);
      assertEquals(2, game.client.counts().connections());
    }
  }

  @Test
  void serverScriptsAreNotThereForClients() {
    workspace.publish(server);
    Game game = join();
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> game.require("ServerScriptService/loot.lua"));
    assertInstanceOf(NoSuchElementException.class, failure.getCause());
  }

  @Test
  void admitsByToken() {
    ReplicationServer guarded =
        ReplicationServer.start(
            RecordingListener.attentive()
                .admitting(token -> token.equals("let-me") ? Optional.of("ada") : Optional.empty()),
            heard);
    try (guarded) {
      workspace.publish(guarded);
      Game stranger = join(Game.config(workspace, guarded.port()), ScriptCache.inMemory());
      Game ada =
          join(Game.config(workspace, guarded.port()).withToken("let-me"), ScriptCache.inMemory());
      Await.until(Game.SOON, "ada is ready", () -> heard.ready.equals(List.of("ada:1")));
      Await.until(Game.SOON, "the stranger gave up", () -> !stranger.losses.isEmpty());
      assertTrue(stranger.losses.getFirst().contains("401"), stranger.losses.getFirst());
      assertEquals(List.of(), ada.losses);
      ada.close();
    }
  }

  @Test
  void numbersOnlyRise() {
    var first = workspace.signed(workspace.next().forClients());
    workspace.publish(server);
    assertThrows(IllegalArgumentException.class, () -> server.publish(first, workspace::read));
    var full = workspace.signed(workspace.next());
    assertThrows(IllegalArgumentException.class, () -> server.publish(full, workspace::read));
  }
}
