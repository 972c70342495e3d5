package io.scriptfarm.delivery.replication;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.delivery.replication.Message.ExecuteScript;
import io.scriptfarm.delivery.replication.Message.GenerationReady;
import io.scriptfarm.delivery.replication.Message.Position;
import io.scriptfarm.delivery.replication.Message.Reason;
import io.scriptfarm.delivery.replication.Message.ScriptChunk;
import io.scriptfarm.delivery.replication.Message.ScriptManifest;
import io.scriptfarm.delivery.replication.Message.ScriptRefused;
import io.scriptfarm.delivery.replication.Message.ScriptRequest;
import io.scriptfarm.delivery.replication.Message.ScriptVerify;
import io.scriptfarm.delivery.replication.Message.Verdict;
import io.scriptfarm.delivery.replication.Message.Verified;
import io.scriptfarm.delivery.replication.Message.Wanted;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Service;
import io.scriptfarm.publication.SignedManifest;
import io.scriptfarm.publication.SigningKey;
import io.scriptfarm.publication.WorkspaceName;
import io.scriptfarm.testkit.Await;
import io.vertx.core.http.ServerWebSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What hostile clients and hostile servers try, over real WebSockets.
class ReplicationAttackTest {
  private static final String LARGE = "ReplicatedFirst/large.lua";
  private static final String SECRET = "ServerScriptService/loot.lua";
  private static final int CHUNKS = 3;

  private final Workspace workspace =
      new Workspace()
          .put(LARGE, Service.REPLICATED_FIRST, Workspace.noise(1, 150_000))
          .put(SECRET, Service.SERVER_SCRIPT_SERVICE, "return 'secret'");

  /// A message of a type and a generation, and what follows.
  private static byte[] message(int type, Object... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(type);
    for (Object part : parts) {
      switch (part) {
        case Byte one -> out.write(one);
        case Short two -> out.writeBytes(ByteBuffer.allocate(2).putShort(two).array());
        case Integer four -> out.writeBytes(ByteBuffer.allocate(4).putInt(four).array());
        case Long eight -> out.writeBytes(ByteBuffer.allocate(8).putLong(eight).array());
        case String path -> {
          byte[] utf8 = path.getBytes(StandardCharsets.UTF_8);
          out.writeBytes(ByteBuffer.allocate(2).putShort((short) utf8.length).array());
          out.writeBytes(utf8);
        }
        case byte[] bytes -> out.writeBytes(bytes);
        default -> throw new AssertionError(part);
      }
    }
    return out.toByteArray();
  }

  @Nested
  class OfClients {
    private final Ears ears = new Ears();
    private ReplicationServer server;

    @BeforeEach
    void start() {
      server = ReplicationServer.start(Ears.attentive(), ears);
      workspace.publish(server);
    }

    /// Whatever happened, others are served.
    @AfterEach
    void stop() {
      try (Game game = new Game(Game.config(workspace, server.port()))) {
        game.awaitRan("1:" + LARGE);
      } finally {
        server.close();
      }
    }

    private void assertCut(int code, String reason, Consumer<Intruder> attack) throws Exception {
      try (Intruder intruder = new Intruder(server.port())) {
        assertInstanceOf(ScriptManifest.class, intruder.hear());
        attack.accept(intruder);
        assertEquals(code, intruder.awaitClose(), intruder.reason());
        assertTrue(intruder.reason().contains(reason), intruder.reason());
        Await.until(Game.SOON, "the game heard", () -> !ears.refused.isEmpty());
      }
    }

    private static ScriptRequest request(int stream, String path, String kind) {
      return new ScriptRequest(
          1, List.of(new Wanted(stream, new ProjectPath(path), kind, new Position.Start())));
    }

    @Test
    void aCountOfMoreThanAMessageMayHaveIsRefused() throws Exception {
      assertCut(1002, "255 requests", i -> i.say(message(2, 1L, (byte) 255), true));
    }

    @Test
    void aCountOfMoreThanTheBytesThatAreThereIsRefused() throws Exception {
      assertCut(
          1002, "20 requests in 1 bytes", i -> i.say(message(2, 1L, (byte) 20, (byte) 1), true));
    }

    @Test
    void aLengthBeyondTheEndOfTheMessageIsRefused() throws Exception {
      assertCut(
          1002,
          "in the middle of its path",
          i -> i.say(message(2, 1L, (byte) 1, 1, (short) 3000, new byte[20]), true));
    }

    @Test
    void aMessageThatIsCutShortIsRefused() throws Exception {
      byte[] whole = HostileServer.bytes(request(1, LARGE, "lua"));
      assertCut(1002, "in the middle", i -> i.say(Arrays.copyOf(whole, whole.length - 3), true));
    }

    @Test
    void anEmptyMessageIsRefused() throws Exception {
      assertCut(1002, "in the middle of its type", i -> i.say(new byte[0], true));
    }

    @Test
    void bytesAfterTheEndAreRefused() throws Exception {
      byte[] whole = HostileServer.bytes(new GenerationReady(1));
      assertCut(1002, "after the end", i -> i.say(Arrays.copyOf(whole, whole.length + 1), true));
    }

    @Test
    void anUnknownTypeIsRefused() throws Exception {
      assertCut(1002, "no message of type 99", i -> i.say(message(99, 1L), true));
    }

    @Test
    void whatOnlyServersMaySayIsRefused() throws Exception {
      assertCut(
          1008,
          "for servers to say",
          i -> i.say(new ExecuteScript(1, List.of(new ProjectPath(LARGE)))));
    }

    @Test
    void textIsRefused() throws Exception {
      assertCut(1003, "binary", i -> i.sayText("{}"));
    }

    @Test
    void aPathThatLeavesTheProjectIsRefused() throws Exception {
      for (String path :
          List.of("../../etc/passwd", "/etc/passwd", "a/../../b", "a\\..\\b", "a\0b")) {
        assertCut(
            1007,
            "path",
            i -> i.say(message(2, 1L, (byte) 1, 1, path, (byte) 3, "lua".getBytes(), 0), true));
        assertCut(
            1007, "path", i -> i.say(message(5, 1L, (byte) 1, path, new byte[32], (byte) 1), true));
      }
    }

    @Test
    void aPathThatIsNotUtf8IsRefused() throws Exception {
      // An overlong slash, the classic way around such checks.
      byte[] overlong = {0, 4, '.', '.', (byte) 0xc0, (byte) 0xaf};
      assertCut(
          1007,
          "not UTF-8",
          i -> i.say(message(2, 1L, (byte) 1, 1, overlong, (byte) 3, new byte[7]), true));
    }

    @Test
    void aKindThatIsAPathIsRefused() throws Exception {
      assertCut(
          1007,
          "kind",
          i -> i.say(message(2, 1L, (byte) 1, 1, LARGE, (byte) 4, "../x".getBytes(), 0), true));
    }

    @Test
    void aMessageThatIsTooLargeIsRefusedBeforeItIsThere() throws Exception {
      assertCut(
          1009,
          "more than",
          i -> {
            i.say(new byte[] {2}, false);
            try {
              for (int sent = 0; sent < 64 << 20 && !i.closed.isDone(); sent += 60_000) {
                i.say(new byte[60_000], false);
              }
            } catch (CompletionException e) {
              // It hung up, long before the end.
            }
          });
    }

    @Test
    void aServersScriptIsAnsweredLikeOneThatDoesNotExist() throws Exception {
      try (Intruder intruder = new Intruder(server.port())) {
        intruder.hear();
        List<ScriptRequest> attempts =
            List.of(
                request(7, SECRET, "lua"),
                request(7, "ServerScriptService/none.lua", "lua"),
                request(7, workspace.digest(SECRET).hex(), "lua"),
                request(7, LARGE, "map"),
                new ScriptRequest(999, request(7, LARGE, "lua").wanted()));
        for (ScriptRequest attempt : attempts) {
          intruder.say(attempt);
          assertEquals(new ScriptRefused(7, Reason.NOT_THERE), intruder.hear(), "" + attempt);
        }
      }
    }

    @Test
    void theManifestOfClientsNamesNoServersScript() throws Exception {
      try (Intruder intruder = new Intruder(server.port())) {
        SignedManifest manifest = PackedManifest.unpack((ScriptManifest) intruder.hear());
        String json = new String(manifest.payload(), StandardCharsets.UTF_8);
        assertTrue(json.contains(LARGE));
        assertTrue(!json.contains("loot") && !json.contains(workspace.digest(SECRET).hex()));
      }
    }

    @Test
    void moreStreamsThanAllowedAreRefused() throws Exception {
      List<Wanted> wanted = new ArrayList<>();
      for (int stream = 0; stream <= ServerSession.MAX_STREAMS; stream++) {
        wanted.add(new Wanted(stream, new ProjectPath(LARGE), "lua", new Position.Start()));
      }
      assertCut(1008, "at most 16 streams", i -> i.say(new ScriptRequest(1, wanted)));
    }

    @Test
    void aStreamsNumberUsedTwiceIsRefused() throws Exception {
      Wanted one = new Wanted(1, new ProjectPath(LARGE), "lua", new Position.Start());
      assertCut(1008, "numbers of their own", i -> i.say(new ScriptRequest(1, List.of(one, one))));
    }

    @Test
    void verifyingWhatIsNotThereIsRefused() throws Exception {
      Digest other = Digest.ofUtf8("other");
      assertCut(
          1008,
          "no such artifact",
          i ->
              i.say(
                  new ScriptVerify(
                      1, List.of(new Verified(new ProjectPath(LARGE), other, Verdict.VERIFIED)))));
      assertCut(
          1008,
          "no such artifact",
          i ->
              i.say(
                  new ScriptVerify(
                      1,
                      List.of(
                          new Verified(
                              new ProjectPath(SECRET),
                              workspace.digest(SECRET),
                              Verdict.VERIFIED)))));
    }

    @Test
    void beingReadyWithoutHavingVerifiedIsRefused() throws Exception {
      assertCut(1008, "not ready", i -> i.say(new GenerationReady(1)));
      assertCut(1008, "not told of generation 9", i -> i.say(new GenerationReady(9)));
      assertEquals(List.of(), ears.ready);
    }

    @Test
    void askingWithoutReadingTheAnswersIsRefused() throws Exception {
      try (Socket socket = new Socket("127.0.0.1", server.port())) {
        OutputStream out = socket.getOutputStream();
        out.write(
            """
            GET /scripts HTTP/1.1\r
            Host: 127.0.0.1\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
            Sec-WebSocket-Protocol: %s\r
            \r
            """
                .formatted(ReplicationServer.SUBPROTOCOL)
                .getBytes(StandardCharsets.US_ASCII));
        socket.getInputStream().readNBytes("HTTP/1.1 101".length()); // and nothing more
        byte[] ping = new byte[2 + 4 + 125]; // masked with zeros
        ping[0] = (byte) 0x89;
        ping[1] = (byte) (0x80 | 125);
        for (int sent = 0; sent < 64 << 20 && ears.refused.isEmpty(); sent += ping.length) {
          out.write(ping);
        }
      } catch (IOException e) {
        // It hung up.
      }
      Await.until(Game.SOON, "the game heard", () -> !ears.refused.isEmpty());
      assertTrue(ears.refused.getFirst().contains("does not read"), ears.refused.getFirst());
    }

    @Test
    void aHandshakeForAnotherProtocolOrPlaceIsRefused() {
      assertEquals(400, status("/scripts", "other.v1"));
      assertEquals(404, status("/other", ReplicationServer.SUBPROTOCOL));
    }

    private int status(String path, String protocol) {
      try (HttpClient http = HttpClient.newHttpClient()) {
        CompletionException failure =
            assertThrows(
                CompletionException.class,
                () ->
                    http.newWebSocketBuilder()
                        .subprotocols(protocol)
                        .buildAsync(
                            URI.create("ws://127.0.0.1:" + server.port() + path),
                            new WebSocket.Listener() {})
                        .join());
        return ((WebSocketHandshakeException) failure.getCause()).getResponse().statusCode();
      }
    }
  }

  @Nested
  class OfServers {
    private final SignedManifest manifest = workspace.signed(workspace.next().forClients());

    private void opensWith(ServerWebSocket socket, SignedManifest signed) {
      HostileServer.send(socket, PackedManifest.pack(signed));
    }

    /// The client ends the connection with that, runs nothing, and gives up in the end.
    private void assertRefused(
        int code,
        String reason,
        Consumer<ServerWebSocket> opening,
        BiConsumer<ServerWebSocket, ScriptRequest> answering) {
      try (HostileServer server = new HostileServer(opening, answering);
          Game game = new Game(Game.config(workspace, server.port()))) {
        Await.until(Game.SOON, "the client gave up", () -> !game.losses.isEmpty());
        assertTrue(game.losses.getFirst().contains(reason), game.losses.getFirst());
        assertTrue(game.refusals.getFirst().contains(reason), game.refusals.getFirst());
        assertEquals(code, server.closeCodes.getFirst());
        assertEquals(List.of(), game.ran);
        assertEquals(List.of(), game.generations);
        assertEquals(Optional.empty(), game.client.current());
      }
    }

    private void assertOpeningRefused(int code, String reason, SignedManifest signed) {
      assertRefused(code, reason, socket -> opensWith(socket, signed), (_, _) -> {});
    }

    private void assertChunksRefused(
        int code, String reason, BiConsumer<ServerWebSocket, Integer> answering) {
      assertRefused(
          code,
          reason,
          socket -> opensWith(socket, manifest),
          (socket, request) -> answering.accept(socket, request.wanted().getFirst().stream()));
    }

    private ScriptChunk chunk(int stream, int index, int total) {
      PackedScript script = workspace.artifacts.get(workspace.digest(LARGE));
      int from = index * Codec.MAX_CHUNK_BYTES;
      int length = Math.min(Codec.MAX_CHUNK_BYTES, script.length() - from);
      return new ScriptChunk(
          stream, index, total, script.tag(), script.frame().slice(from, length));
    }

    private void sendRaw(ServerWebSocket socket, int stream, int index, int total, int bytes) {
      HostileServer.send(socket, message(3, stream, index, total, new byte[32], new byte[bytes]));
    }

    @Test
    void aManifestOfAnotherKeyIsRefused() {
      SignedManifest forged = SignedManifest.of(manifest.unverified(), SigningKey.generate());
      assertOpeningRefused(4008, "not trusted", forged);
    }

    @Test
    void aManifestThatNamesATrustedKeyButIsNotSignedByItIsRefused() {
      SignedManifest other = SignedManifest.of(manifest.unverified(), SigningKey.generate());
      assertOpeningRefused(
          4008,
          "does not match its signature",
          new SignedManifest(manifest.keyId(), other.payload(), other.signature()));
    }

    @Test
    void aManifestThatWasChangedIsRefused() {
      byte[] changed = manifest.payload();
      changed[changed.length / 2] ^= 1;
      assertOpeningRefused(
          4008,
          "does not match its signature",
          new SignedManifest(manifest.keyId(), changed, manifest.signature()));
    }

    @Test
    void aManifestOfAnotherWorkspaceIsRefused() {
      assertOpeningRefused(
          4008,
          "other",
          workspace.signed(workspace.manifest(1, new WorkspaceName("other")).forClients()));
    }

    @Test
    void theManifestForServersIsRefused() {
      assertOpeningRefused(4008, "FULL", workspace.signed(workspace.manifest(1, Workspace.NAME)));
    }

    @Test
    void aManifestThatNamesAServersScriptIsRefused() {
      Manifest full = workspace.manifest(1, Workspace.NAME);
      Manifest leaking =
          new Manifest(
              full.version(),
              full.workspace(),
              full.generation(),
              Manifest.View.REPLICATED,
              full.created(),
              full.snapshot(),
              full.toolchain(),
              full.rollbackOf(),
              full.cdn(),
              full.entries());
      assertOpeningRefused(4008, "for servers alone", workspace.signed(leaking));
    }

    @Test
    void anOldManifestThatIsPlayedAgainIsRefused() {
      SignedManifest second = workspace.signed(workspace.next().forClients());
      List<SignedManifest> order = new ArrayList<>(List.of(second));
      assertReplayRefused(order, manifest, "generation 2 was seen; 1 is no later one");
    }

    @Test
    void anotherManifestOfTheSameNumberIsRefused() {
      workspace.put("StarterGui/evil.lua", Service.STARTER_GUI, "evil()");
      SignedManifest twin = workspace.signed(workspace.manifest(1, Workspace.NAME).forClients());
      assertReplayRefused(
          new ArrayList<>(List.of(manifest)), twin, "generation 1 was seen; 1 is no later one");
    }

    private void assertReplayRefused(
        List<SignedManifest> good, SignedManifest replayed, String reason) {
      long generation = good.getFirst().unverified().generation();
      try (HostileServer server =
              new HostileServer(
                  socket -> opensWith(socket, good.isEmpty() ? replayed : good.removeFirst()),
                  (socket, request) -> {
                    for (int i = 0; i < CHUNKS; i++) {
                      HostileServer.send(
                          socket, chunk(request.wanted().getFirst().stream(), i, CHUNKS));
                    }
                    opensWith(socket, replayed);
                  });
          Game game = new Game(Game.config(workspace, server.port()))) {
        Await.until(Game.SOON, "the client gave up", () -> !game.losses.isEmpty());
        assertTrue(game.refusals.getFirst().contains(reason), game.refusals.getFirst());
        assertEquals(4008, server.closeCodes.getFirst());
        assertEquals(List.of(generation), game.generations, "what was there before goes on");
        assertArrayEquals(
            workspace.content(LARGE),
            game.client
                .current()
                .orElseThrow()
                .find(new ProjectPath(LARGE))
                .orElseThrow()
                .content()
                .bytes());
      }
    }

    @Test
    void aManifestOfBeforeTheLastStartIsRefused() {
      try (HostileServer server =
              new HostileServer(socket -> opensWith(socket, manifest), (_, _) -> {});
          Game game = new Game(Game.config(workspace, server.port()).startingAt(5))) {
        Await.until(Game.SOON, "the client gave up", () -> !game.losses.isEmpty());
        assertTrue(game.losses.getFirst().contains("generation 5 was seen"));
      }
    }

    @Test
    void aManifestThatUnpacksToABombIsRefusedWithoutUnpackingIt() throws Exception {
      ByteBuffer bomb = ByteBuffer.wrap(Zstd.compress(new byte[60 << 20]));
      ScriptManifest message =
          new ScriptManifest(manifest.keyId(), ByteBuffer.wrap(manifest.signature()), bomb);
      assertRefused(
          4009, "claims to unpack to", socket -> HostileServer.send(socket, message), (_, _) -> {});
      long took =
          Allocation.of(
              () -> assertThrows(ProtocolException.class, () -> PackedManifest.unpack(message)));
      assertTrue(took < 1 << 20, took + " bytes were taken for it");
    }

    @Test
    void aScriptThatUnpacksToABombIsRefusedWithoutUnpackingIt() throws Exception {
      byte[] bomb = Zstd.compress(new byte[60 << 20]);
      assertChunksRefused(
          4008,
          "claim to unpack to",
          (socket, stream) ->
              HostileServer.send(
                  socket, new ScriptChunk(stream, 0, 1, Digest.of(bomb), ByteBuffer.wrap(bomb))));
      long took =
          Allocation.of(
              () ->
                  assertThrows(
                      PackedScript.DamagedException.class,
                      () -> PackedScript.verify(workspace.digest(LARGE), bomb)));
      assertTrue(took < 1 << 20, took + " bytes were taken for it");
    }

    @Test
    void anotherScriptInPlaceOfTheOneAskedForIsNeverRun() throws IOException {
      byte[] evil = Zstd.compress("evil()".getBytes(StandardCharsets.UTF_8));
      assertChunksRefused(
          4008,
          "arrived with other content",
          (socket, stream) ->
              HostileServer.send(
                  socket, new ScriptChunk(stream, 0, 1, Digest.of(evil), ByteBuffer.wrap(evil))));
    }

    @Test
    void aTotalBeyondWhatTheManifestAllowsIsRefused() {
      assertChunksRefused(
          4009,
          "by the manifest it has",
          (socket, stream) -> HostileServer.send(socket, chunk(stream, 0, Codec.MAX_CHUNKS)));
    }

    @Test
    void aTotalBeyondAnyScriptIsRefused() {
      assertChunksRefused(
          4002,
          "total of chunks 2147483647",
          (socket, stream) -> sendRaw(socket, stream, 0, Integer.MAX_VALUE, 65_536));
    }

    @Test
    void aTotalOfNothingOrLessIsRefused() {
      assertChunksRefused(
          4002, "total of chunks 0", (socket, stream) -> sendRaw(socket, stream, 0, 0, 65_536));
      assertChunksRefused(
          4002,
          "total of chunks 4294967295",
          (socket, stream) -> sendRaw(socket, stream, 0, -1, 65_536));
    }

    @Test
    void aTotalThatChangesIsRefused() {
      assertChunksRefused(
          4002,
          "chunk 1 of 2",
          (socket, stream) -> {
            HostileServer.send(socket, chunk(stream, 0, 3));
            HostileServer.send(
                socket,
                new ScriptChunk(
                    stream, 1, 2, chunk(stream, 0, 3).tag(), ByteBuffer.wrap(new byte[10])));
          });
    }

    @Test
    void aFrameThatChangesOnItsWayIsRefused() {
      assertChunksRefused(
          4002,
          "chunk 1 of 3",
          (socket, stream) -> {
            HostileServer.send(socket, chunk(stream, 0, 3));
            sendRaw(socket, stream, 1, 3, 65_536); // with the tag of another
          });
    }

    @Test
    void aChunkThatComesTwiceIsRefused() {
      assertChunksRefused(
          4002,
          "chunk 0 of 3",
          (socket, stream) -> {
            HostileServer.send(socket, chunk(stream, 0, 3));
            HostileServer.send(socket, chunk(stream, 0, 3));
          });
    }

    @Test
    void aChunkThatLeavesAGapIsRefused() {
      assertChunksRefused(
          4002,
          "chunk 2 of 3",
          (socket, stream) -> {
            HostileServer.send(socket, chunk(stream, 0, 3));
            HostileServer.send(socket, chunk(stream, 2, 3));
          });
    }

    @Test
    void aChunkThatOverlapsBecauseItIsShortIsRefused() {
      assertChunksRefused(
          4002,
          "only the last is short",
          (socket, stream) -> sendRaw(socket, stream, 0, 3, 65_535));
    }

    @Test
    void anEmptyChunkIsRefused() {
      assertChunksRefused(
          4002, "only the last is short", (socket, stream) -> sendRaw(socket, stream, 0, 1, 0));
    }

    @Test
    void aChunkOfMoreThan64KiBIsRefused() {
      assertChunksRefused(
          4009, "more than", (socket, stream) -> sendRaw(socket, stream, 0, 3, 65_537));
    }

    @Test
    void aChunkThatNobodyAskedForIsRefused() {
      assertChunksRefused(
          4008,
          "nothing was asked for on stream",
          (socket, stream) -> HostileServer.send(socket, chunk(stream + 1, 0, 3)));
      assertRefused(
          4008,
          "nothing was asked for on stream",
          socket -> HostileServer.send(socket, chunk(1, 0, 3)),
          (_, _) -> {});
    }

    @Test
    void aChunkAfterTheLastIsRefused() {
      byte[] last =
          HostileServer.bytes(
              new ScriptChunk(1, 2, 3, chunk(1, 2, 3).tag(), chunk(1, 2, 3).data()));
      assertAfterSwitchRefused(4008, "nothing was asked for on stream 1", last);
    }

    @Test
    void aMessageWithoutEndIsRefused() {
      assertRefused(
          4009,
          "more than",
          socket -> {
            opensWith(socket, manifest);
            pour(socket, 3);
          },
          (_, _) -> {});
      assertRefused(4009, "more than", socket -> pour(socket, 1), (_, _) -> {});
    }

    /// Fragments without a last one, as long as somebody takes them.
    private void pour(ServerWebSocket socket, int type) {
      byte[] fragment = new byte[60_000];
      fragment[0] = (byte) type;
      socket.writeFrame(
          io.vertx.core.http.WebSocketFrame.binaryFrame(
              io.vertx.core.buffer.Buffer.buffer(fragment), false));
      pourOn(socket, 0);
    }

    private void pourOn(ServerWebSocket socket, int sent) {
      if (socket.isClosed() || sent > 64 << 20) {
        return;
      }
      socket
          .writeFrame(
              io.vertx.core.http.WebSocketFrame.continuationFrame(
                  io.vertx.core.buffer.Buffer.buffer(new byte[60_000]), false))
          .onSuccess(_ -> pourOn(socket, sent + 60_000));
    }

    @Test
    void malformedMessagesAreRefused() {
      assertOpeningRefused(4002, "in the middle of its type", new byte[0]);
      assertOpeningRefused(4002, "no message of type 0", new byte[] {0});
      assertOpeningRefused(4002, "in the middle", new byte[] {3, 0, 0});
      byte[] refusal = HostileServer.bytes(new ScriptRefused(1, Reason.NOT_THERE));
      assertOpeningRefused(4002, "after the end", Arrays.copyOf(refusal, refusal.length + 1));
      assertOpeningRefused(4002, "no reason 9", message(4, 1, (byte) 9));
      assertOpeningRefused(4008, "for clients to say", HostileServer.bytes(new GenerationReady(1)));
      assertOpeningRefused(4007, "key id", message(1, (byte) 2, "..".getBytes(), new byte[70]));
    }

    private void assertOpeningRefused(int code, String reason, byte[] bytes) {
      assertRefused(code, reason, socket -> HostileServer.send(socket, bytes), (_, _) -> {});
    }

    @Test
    void textIsRefused() {
      assertRefused(4003, "binary", socket -> socket.writeTextMessage("{}"), (_, _) -> {});
    }

    @Test
    void runningWhatTheManifestDoesNotNameIsRefused() {
      for (String path : List.of(SECRET, "StarterGui/none.lua")) {
        assertAfterSwitchRefused(
            4008,
            "has no " + path,
            HostileServer.bytes(new ExecuteScript(1, List.of(new ProjectPath(path)))));
      }
    }

    @Test
    void runningAGenerationThatDoesNotRunIsRefused() {
      byte[] second = HostileServer.bytes(new ExecuteScript(2, List.of(new ProjectPath(LARGE))));
      assertAfterSwitchRefused(4008, "generation 2 does not run here", second);
      assertRefused(
          4008,
          "generation 1 does not run here",
          socket -> {
            opensWith(socket, manifest);
            HostileServer.send(socket, new ExecuteScript(1, List.of(new ProjectPath(LARGE))));
          },
          (_, _) -> {});
    }

    @Test
    void runningAPathThatLeavesTheProjectIsRefused() {
      assertAfterSwitchRefused(4007, "path", message(7, 1L, (byte) 1, "../../bin/sh"));
    }

    private void assertAfterSwitchRefused(int code, String reason, byte[] attack) {
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
          Game game = new Game(Game.config(workspace, server.port()))) {
        Await.until(Game.SOON, "the client refused", () -> !game.refusals.isEmpty());
        assertTrue(game.refusals.getFirst().contains(reason), game.refusals.getFirst());
        Await.until(Game.SOON, "the server heard", () -> !server.closeCodes.isEmpty());
        assertEquals(code, server.closeCodes.getFirst());
        assertEquals(List.of(), game.ran);
      }
    }
  }
}
