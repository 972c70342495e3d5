package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.replication.Message.ExecuteScript;
import io.scriptfarm.delivery.replication.Message.GenerationReady;
import io.scriptfarm.delivery.replication.Message.Reason;
import io.scriptfarm.delivery.replication.Message.ScriptRefused;
import io.vertx.core.http.ServerWebSocket;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Messages that no server may send, and orders that a client must not follow.
class HostileMessageTest extends ServerAttack {
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

  @Test
  void malformedMessagesAreRefused() {
    assertOpeningRefused(4002, "in the middle of its type", new byte[0]);
    assertOpeningRefused(4002, "no message of type 0", new byte[] {0});
    assertOpeningRefused(4002, "in the middle", new byte[] {3, 0, 0});
    byte[] refusal = HostileServer.bytes(new ScriptRefused(1, Reason.NOT_THERE));
    assertOpeningRefused(4002, "after the end", Arrays.copyOf(refusal, refusal.length + 1));
    assertOpeningRefused(4002, "no reason 9", RawMessage.of(4, 1, (byte) 9));
    assertOpeningRefused(4008, "for clients to say", HostileServer.bytes(new GenerationReady(1)));
    assertOpeningRefused(4007, "key id", RawMessage.of(1, (byte) 2, "..".getBytes(), new byte[70]));
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
    assertAfterSwitchRefused(4007, "path", RawMessage.of(7, 1L, (byte) 1, "../../bin/sh"));
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
}
