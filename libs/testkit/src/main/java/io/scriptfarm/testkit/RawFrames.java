package io.scriptfarm.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// zstd frames as clients without zstd write them: contents as they are, in raw blocks (RFC 8878,
/// section 3.1.1.2).
public final class RawFrames {
  private static final int BLOCK = 128 * 1024;
  private static final int MAGIC = 0xfd2fb528;
  private static final byte SINGLE_SEGMENT_WITH_SIZE_IN_4_BYTES = (byte) 0xa0;

  private RawFrames() {}

  /// The frame of `content`, which is not empty.
  public static byte[] of(byte[] content) {
    int blocks = (content.length + BLOCK - 1) / BLOCK;
    ByteBuffer frame =
        ByteBuffer.allocate(9 + 3 * blocks + content.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(MAGIC)
            .put(SINGLE_SEGMENT_WITH_SIZE_IN_4_BYTES)
            .putInt(content.length);
    for (int at = 0; at < content.length; at += BLOCK) {
      int size = Math.min(BLOCK, content.length - at);
      int header = size << 3 | (at + size == content.length ? 1 : 0);
      frame.put((byte) header).put((byte) (header >> 8)).put((byte) (header >> 16));
      frame.put(content, at, size);
    }
    return Arrays.copyOf(frame.array(), frame.position());
  }
}
