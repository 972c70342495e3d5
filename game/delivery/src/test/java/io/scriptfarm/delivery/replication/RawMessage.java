package io.scriptfarm.delivery.replication;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Messages byte by byte, as no side of ours would send them.
final class RawMessage {
  private RawMessage() {}

  /// A message of a type and a generation, and what follows.
  static byte[] of(int type, Object... parts) {
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
}
