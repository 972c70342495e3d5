package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Puts a message together; the counterpart of {@link MessageReader}. What this side says is right
/// by type, so nothing is checked but what a type does not say.
final class MessageWriter {
  private final ByteArrayOutputStream out;

  MessageWriter(int type) {
    out = new ByteArrayOutputStream(128);
    u8(type);
  }

  MessageWriter u8(int value) {
    out.write(value);
    return this;
  }

  MessageWriter u32(int value) {
    out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    return this;
  }

  MessageWriter u64(long value) {
    out.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
    return this;
  }

  MessageWriter count(int items) {
    if (items < 1 || items > Codec.MAX_ITEMS) {
      throw new IllegalArgumentException(items + " in a message of 1 to " + Codec.MAX_ITEMS);
    }
    return u8(items);
  }

  MessageWriter digest(Digest digest) {
    out.writeBytes(digest.bytes());
    return this;
  }

  MessageWriter path(ProjectPath path) {
    byte[] utf8 = path.value().getBytes(StandardCharsets.UTF_8);
    u8(utf8.length >>> 8).u8(utf8.length);
    out.writeBytes(utf8);
    return this;
  }

  MessageWriter name(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    u8(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  MessageWriter bytes(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    out.writeBytes(copy);
    return this;
  }

  ByteBuffer done() {
    return ByteBuffer.wrap(out.toByteArray());
  }
}
