package io.scriptfarm.delivery.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.replication.Message.ArtifactRequest;
import io.scriptfarm.delivery.replication.Message.ArtifactState;
import io.scriptfarm.delivery.replication.Message.ExecuteScript;
import io.scriptfarm.delivery.replication.Message.GenerationReady;
import io.scriptfarm.delivery.replication.Message.Position;
import io.scriptfarm.delivery.replication.Message.Reason;
import io.scriptfarm.delivery.replication.Message.ScriptManifest;
import io.scriptfarm.delivery.replication.Message.ScriptRefused;
import io.scriptfarm.delivery.replication.Message.ScriptRequest;
import io.scriptfarm.delivery.replication.Message.ScriptVerify;
import io.scriptfarm.delivery.replication.Message.Verified;
import io.scriptfarm.publication.Service;
import io.scriptfarm.publication.SignedManifest;
import io.scriptfarm.testkit.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What hostile clients try, over real WebSockets.
class HostileClientTest {
  private static final String LARGE = "ReplicatedFirst/large.lua";
  private static final String SECRET = "ServerScriptService/loot.lua";

  private final Workspace workspace =
      new Workspace()
          .put(LARGE, Service.REPLICATED_FIRST, Workspace.noise(1, 150_000))
          .put(SECRET, Service.SERVER_SCRIPT_SERVICE, "return 'secret'");

  private final RecordingListener heard = new RecordingListener();
  private ReplicationServer server;

  @BeforeEach
  void start() {
    server = ReplicationServer.start(RecordingListener.attentive(), heard);
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
      Await.until(Game.SOON, "the game heard", () -> !heard.refused.isEmpty());
    }
  }

  private static ScriptRequest request(int stream, String path, String kind) {
    return new ScriptRequest(
        1, List.of(new ArtifactRequest(stream, new ProjectPath(path), kind, new Position.Start())));
  }

  @Test
  void aCountOfMoreThanAMessageMayHaveIsRefused() throws Exception {
    assertCut(1002, "255 requests", i -> i.say(RawMessage.of(2, 1L, (byte) 255), true));
  }

  @Test
  void aCountOfMoreThanTheBytesThatAreThereIsRefused() throws Exception {
    assertCut(
        1002,
        "20 requests in 1 bytes",
        i -> i.say(RawMessage.of(2, 1L, (byte) 20, (byte) 1), true));
  }

  @Test
  void aLengthBeyondTheEndOfTheMessageIsRefused() throws Exception {
    assertCut(
        1002,
        "in the middle of its path",
        i -> i.say(RawMessage.of(2, 1L, (byte) 1, 1, (short) 3000, new byte[20]), true));
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
    assertCut(1002, "no message of type 99", i -> i.say(RawMessage.of(99, 1L), true));
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
          i -> i.say(RawMessage.of(2, 1L, (byte) 1, 1, path, (byte) 3, "lua".getBytes(), 0), true));
      assertCut(
          1007,
          "path",
          i -> i.say(RawMessage.of(5, 1L, (byte) 1, path, new byte[32], (byte) 1), true));
    }
  }

  @Test
  void aPathThatIsNotUtf8IsRefused() throws Exception {
    // An overlong slash, the classic way around such checks.
    byte[] overlong = {0, 4, '.', '.', (byte) 0xc0, (byte) 0xaf};
    assertCut(
        1007,
        "not UTF-8",
        i -> i.say(RawMessage.of(2, 1L, (byte) 1, 1, overlong, (byte) 3, new byte[7]), true));
  }

  @Test
  void aKindThatIsAPathIsRefused() throws Exception {
    assertCut(
        1007,
        "kind",
        i -> i.say(RawMessage.of(2, 1L, (byte) 1, 1, LARGE, (byte) 4, "../x".getBytes(), 0), true));
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
    List<ArtifactRequest> wanted = new ArrayList<>();
    for (int stream = 0; stream <= ServerSession.MAX_STREAMS; stream++) {
      wanted.add(new ArtifactRequest(stream, new ProjectPath(LARGE), "lua", new Position.Start()));
    }
    assertCut(1008, "at most 16 streams", i -> i.say(new ScriptRequest(1, wanted)));
  }

  @Test
  void aStreamsNumberUsedTwiceIsRefused() throws Exception {
    ArtifactRequest one =
        new ArtifactRequest(1, new ProjectPath(LARGE), "lua", new Position.Start());
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
                    1,
                    List.of(new Verified(new ProjectPath(LARGE), other, ArtifactState.VERIFIED)))));
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
                            ArtifactState.VERIFIED)))));
  }

  @Test
  void beingReadyWithoutHavingVerifiedIsRefused() throws Exception {
    assertCut(1008, "not ready", i -> i.say(new GenerationReady(1)));
    assertCut(1008, "not told of generation 9", i -> i.say(new GenerationReady(9)));
    assertEquals(List.of(), heard.ready);
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
      for (int sent = 0; sent < 64 << 20 && heard.refused.isEmpty(); sent += ping.length) {
        out.write(ping);
      }
    } catch (IOException e) {
      // It hung up.
    }
    Await.until(Game.SOON, "the game heard", () -> !heard.refused.isEmpty());
    assertTrue(heard.refused.getFirst().contains("does not read"), heard.refused.getFirst());
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
