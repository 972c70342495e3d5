package io.scriptfarm.delivery.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.delivery.replication.Message.ScriptChunk;
import io.scriptfarm.delivery.replication.Message.ScriptRequest;
import io.scriptfarm.publication.Service;
import io.scriptfarm.publication.SignedManifest;
import io.scriptfarm.testkit.Await;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// What a test needs to be a hostile server to a client of ours, over real WebSockets.
abstract class ServerAttack {
  static final String LARGE = "ReplicatedFirst/large.lua";
  static final String SECRET = "ServerScriptService/loot.lua";
  static final int CHUNKS = 3;

  // The client gives up soon; what it does until then is the same each time.
  private static final Backoff BRIEF = new Backoff(Duration.ofMillis(2), Duration.ofMillis(20), 3);

  final Workspace workspace =
      new Workspace()
          .put(LARGE, Service.REPLICATED_FIRST, Workspace.noise(1, 150_000))
          .put(SECRET, Service.SERVER_SCRIPT_SERVICE, "return 'secret'");

  final SignedManifest manifest = workspace.signed(workspace.next().forClients());

  ReplicationClient.Config client(HostileServer server) {
    return Game.config(workspace, server.port()).retrying(BRIEF);
  }

  void opensWith(ServerWebSocket socket, SignedManifest signed) {
    HostileServer.send(socket, PackedManifest.pack(signed));
  }

  /// The client ends the connection with that, runs nothing, and gives up in the end.
  void assertRefused(
      int code,
      String reason,
      Consumer<ServerWebSocket> opening,
      BiConsumer<ServerWebSocket, ScriptRequest> answering) {
    try (HostileServer server = new HostileServer(opening, answering);
        Game game = new Game(client(server))) {
      Await.until(Game.SOON, "the client gave up", () -> !game.losses.isEmpty());
      assertTrue(game.losses.getFirst().contains(reason), game.losses.getFirst());
      assertTrue(game.refusals.getFirst().contains(reason), game.refusals.getFirst());
      assertEquals(code, server.closeCodes.getFirst());
      assertEquals(List.of(), game.ran);
      assertEquals(List.of(), game.generations);
      assertEquals(Optional.empty(), game.client.current());
    }
  }

  void assertOpeningRefused(int code, String reason, SignedManifest signed) {
    assertRefused(code, reason, socket -> opensWith(socket, signed), (_, _) -> {});
  }

  void assertOpeningRefused(int code, String reason, byte[] bytes) {
    assertRefused(code, reason, socket -> HostileServer.send(socket, bytes), (_, _) -> {});
  }

  void assertChunksRefused(
      int code, String reason, BiConsumer<ServerWebSocket, Integer> answering) {
    assertRefused(
        code,
        reason,
        socket -> opensWith(socket, manifest),
        (socket, request) -> answering.accept(socket, request.wanted().getFirst().stream()));
  }

  void assertAfterSwitchRefused(int code, String reason, byte[] attack) {
    try (HostileServer server =
            new HostileServer(
                socket -> opensWith(socket, manifest),
                (socket, request) -> {
                  for (int i = 0; i < CHUNKS; i++) {
                    HostileServer.send(
                        socket, chunk(request.wanted().getFirst().stream(), i, CHUNKS));
                  }
                  HostileServer.send(socket, attack);
                });
        Game game = new Game(client(server))) {
      Await.until(Game.SOON, "the client refused", () -> !game.refusals.isEmpty());
      assertTrue(game.refusals.getFirst().contains(reason), game.refusals.getFirst());
      Await.until(Game.SOON, "the server heard", () -> !server.closeCodes.isEmpty());
      assertEquals(code, server.closeCodes.getFirst());
      assertEquals(List.of(), game.ran);
    }
  }

  ScriptChunk chunk(int stream, int index, int total) {
    PackedScript script = workspace.artifacts.get(workspace.digest(LARGE));
    int from = index * Codec.MAX_CHUNK_BYTES;
    int length = Math.min(Codec.MAX_CHUNK_BYTES, script.length() - from);
    return new ScriptChunk(stream, index, total, script.tag(), script.frame().slice(from, length));
  }

  void sendRaw(ServerWebSocket socket, int stream, int index, int total, int bytes) {
    HostileServer.send(
        socket, RawMessage.of(3, stream, index, total, new byte[32], new byte[bytes]));
  }
}
