package io.scriptfarm.delivery.pull;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.BlobPack;
import io.scriptfarm.delivery.PackedScript;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Reads a {@link BlobPack} as it arrives. Each artifact is handed over, verified, as soon as its
/// last byte is there. What was not asked for, or is not what it should be, is counted as damaged.
/// Not safe for concurrent use.
final class PackSink implements ByteSink {
  private static final int DIGEST_BYTES = 32;

  private final Set<Digest> open;
  private final Consumer<PackedScript> taker;
  private final PullMeters meters;
  private final ByteBuffer head = ByteBuffer.allocate(DIGEST_BYTES + Integer.BYTES);
  private Optional<Incoming> incoming = Optional.empty();

  private record Incoming(Digest digest, int length, GrowingBytes frame) {}

  /// @param open what is still to come; what has come is removed
  PackSink(Set<Digest> open, Consumer<PackedScript> taker, PullMeters meters) {
    this.open = open;
    this.taker = taker;
    this.meters = meters;
  }

  @Override
  public void accept(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (incoming.isEmpty()) {
        while (bytes.hasRemaining() && head.hasRemaining()) {
          head.put(bytes.get());
        }
        if (head.hasRemaining()) {
          return;
        }
        incoming = Optional.of(begin());
      }
      Incoming now = incoming.get();
      int before = now.frame.size();
      now.frame.take(bytes, now.length - before);
      meters.bytes.add(now.frame.size() - before);
      if (now.frame.size() == now.length) {
        incoming = Optional.empty();
        finish(now);
      }
    }
  }

  private Incoming begin() throws IOException {
    byte[] digest = new byte[DIGEST_BYTES];
    int length = head.flip().get(digest).getInt();
    head.clear();
    if (length <= 0 || length > PackedScript.MAX_FRAME_BYTES) {
      meters.damaged.increment();
      throw new IOException("a pack with an artifact of " + length + " bytes");
    }
    String name = HexFormat.of().formatHex(digest);
    return new Incoming(new Digest(name), length, new GrowingBytes(length));
  }

  private void finish(Incoming artifact) {
    if (!open.contains(artifact.digest)) {
      meters.damaged.increment(); // the rest may be as it should be
      return;
    }
    try {
      PackedScript script = PackedScript.verify(artifact.digest, artifact.frame.toArray());
      open.remove(artifact.digest);
      taker.accept(script);
    } catch (PackedScript.DamagedException e) {
      meters.damaged.increment();
    }
  }
}
