package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Puts a message together; the counterpart of {@link Reader}. What this side says is right by
/// type, so nothing is checked but what a type does not say.
final class Writer {
  private final ByteArrayOutputStream out;

  Writer(int type) {
    out = new ByteArrayOutputStream(128);
    u8(type);
  }

  Writer u8(int value) {
    out.write(value);
    return this;
  }

  Writer u32(int value) {
    out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    return this;
  }

  Writer u64(long value) {
    out.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
    return this;
  }

  Writer count(int items) {
    if (items < 1 || items > Codec.MAX_ITEMS) {
      throw new IllegalArgumentException(items + " in a message of 1 to " + Codec.MAX_ITEMS);
    }
    return u8(items);
  }

  Writer digest(Digest digest) {
    out.writeBytes(digest.bytes());
    return this;
  }

  Writer path(ProjectPath path) {
    byte[] utf8 = path.value().getBytes(StandardCharsets.UTF_8);
    u8(utf8.length >>> 8).u8(utf8.length);
    out.writeBytes(utf8);
    return this;
  }

  Writer name(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    u8(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  Writer bytes(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    out.writeBytes(copy);
    return this;
  }

  ByteBuffer done() {
    return ByteBuffer.wrap(out.toByteArray());
  }
}
