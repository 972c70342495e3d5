package io.scriptfarm.delivery.replication;

import io.scriptfarm.delivery.replication.ProtocolException.Violation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Puts messages together from the fragments that a WebSocket has them in (RFC 6455, section 5.4),
/// and never keeps more of one than its type allows. For one connection, not thread-safe.
final class MessageAssembler {
  private final boolean manifests;
  private ByteArrayOutputStream collected = new ByteArrayOutputStream();
  private int most;

  /// @param manifests whether the other side may send manifests, the only large messages
  MessageAssembler(boolean manifests) {
    this.manifests = manifests;
  }

  /// Takes a fragment.
  ///
  /// @return the message, if that was the last of it
  Optional<ByteBuffer> add(ByteBuffer fragment, boolean last) throws ProtocolException {
    if (collected.size() == 0 && fragment.hasRemaining()) {
      boolean manifest = manifests && fragment.get(fragment.position()) == Codec.MANIFEST;
      most = manifest ? Codec.MAX_MANIFEST_BYTES : Codec.MAX_BYTES;
    }
    if (fragment.remaining() > most - collected.size()) {
      throw new ProtocolException(
          Violation.TOO_LARGE, "a message of more than " + most + " bytes; send smaller ones");
    }
    byte[] copy = new byte[fragment.remaining()];
    fragment.get(copy);
    if (!last) {
      collected.writeBytes(copy);
      return Optional.empty();
    }
    if (collected.size() == 0) {
      return Optional.of(ByteBuffer.wrap(copy));
    }
    collected.writeBytes(copy);
    ByteBuffer message = ByteBuffer.wrap(collected.toByteArray());
    collected = new ByteArrayOutputStream();
    return Optional.of(message);
  }
}
