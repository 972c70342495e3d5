package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.delivery.replication.Message.Position;
import io.scriptfarm.delivery.replication.Message.Reason;
import io.scriptfarm.delivery.replication.Message.ScriptChunk;
import io.scriptfarm.delivery.replication.Message.ScriptRefused;
import java.util.Optional;

/// A stream of a client: one artifact on its way, or the answer that it does not come.
final class ArtifactStream {
  private final int stream;
  private final Position from;
  private Optional<PackedScript> script = Optional.empty();
  private Reason refusal = Reason.NOT_THERE;
  private int next;

  ArtifactStream(int stream, Position from) {
    this.stream = stream;
    this.from = from;
  }

  int stream() {
    return stream;
  }

  /// Says what is to be sent; without, the stream is refused.
  void begin(Optional<PackedScript> read) {
    script = read;
    refusal = Reason.UNAVAILABLE;
    next = read.map(this::start).orElse(0);
  }

  /// Goes on where the client says, if it has a part of this very frame.
  private int start(PackedScript packed) {
    return switch (from) {
      case Position.Start() -> 0;
      case Position.Within(int chunk, Digest tag) ->
          tag.equals(packed.tag()) && chunk < Codec.chunks(packed.length()) ? chunk : 0;
    };
  }

  /// The next message of the stream.
  Message next() {
    if (script.isEmpty()) {
      return new ScriptRefused(stream, refusal);
    }
    PackedScript packed = script.get();
    int offset = next * Codec.MAX_CHUNK_BYTES;
    int length = Math.min(Codec.MAX_CHUNK_BYTES, packed.length() - offset);
    return new ScriptChunk(
        stream,
        next++,
        Codec.chunks(packed.length()),
        packed.tag(),
        packed.frame().slice(offset, length));
  }

  /// Whether that was the last one.
  boolean isDone() {
    return script.isEmpty() || next == Codec.chunks(script.get().length());
  }
}
