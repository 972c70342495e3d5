package io.scriptfarm.delivery.replication;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.scriptfarm.delivery.replication.Message.ScriptManifest;
import io.scriptfarm.delivery.replication.ProtocolException.Violation;
import io.scriptfarm.publication.SignedManifest;
import java.nio.ByteBuffer;

/// A signed manifest as a message, and back. The signature can only be verified of what is
/// unpacked, so the frame's own word bounds the memory, held against what is believable.
final class PackedManifest {
  private static final int MAX_BYTES = 64 * 1024 * 1024;

  // Digests do not repeat, so a manifest packs to a sixth: more than this is a bomb.
  private static final int MOST_TIMES_SMALLER = 100;
  private static final int ALWAYS_ALLOWED = 64 * 1024;

  private PackedManifest() {}

  static ScriptManifest pack(SignedManifest manifest) {
    return new ScriptManifest(
        manifest.keyId(),
        ByteBuffer.wrap(manifest.signature()).asReadOnlyBuffer(),
        ByteBuffer.wrap(Zstd.compress(manifest.payload())).asReadOnlyBuffer());
  }

  /// @throws ProtocolException when the payload is no frame, or claims to unpack to too much
  static SignedManifest unpack(ScriptManifest message) throws ProtocolException {
    byte[] frame = bytes(message.payload());
    long size = frame.length == 0 ? -1 : Zstd.getFrameContentSize(frame);
    long most = Math.min(MAX_BYTES, ALWAYS_ALLOWED + (long) MOST_TIMES_SMALLER * frame.length);
    if (size < 0 || size > most) {
      throw new ProtocolException(
          Violation.TOO_LARGE,
          "a manifest of %d bytes that claims to unpack to %d".formatted(frame.length, size));
    }
    try {
      byte[] payload = Zstd.decompress(frame, (int) size);
      return new SignedManifest(message.keyId(), payload, bytes(message.signature()));
    } catch (ZstdException e) {
      throw new ProtocolException(Violation.MALFORMED, "the manifest's payload is damaged");
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
