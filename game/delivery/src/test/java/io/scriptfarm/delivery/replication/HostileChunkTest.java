package io.scriptfarm.delivery.replication;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.delivery.replication.Message.ScriptChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Scripts and chunks that a client must not take.
class HostileChunkTest extends ServerAttack {
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
        4002, "only the last is short", (socket, stream) -> sendRaw(socket, stream, 0, 3, 65_535));
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
        HostileServer.bytes(new ScriptChunk(1, 2, 3, chunk(1, 2, 3).tag(), chunk(1, 2, 3).data()));
    assertAfterSwitchRefused(4008, "nothing was asked for on stream 1", last);
  }
}
