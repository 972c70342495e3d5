package io.scriptfarm.delivery.pull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Bytes that arrive, in memory that grows with them and not with what somebody says will come.
/// Not safe for concurrent use.
final class GrowingBytes {
  private static final int FIRST = 16 * 1024;

  private final int max;
  private byte[] bytes;
  private int size;

  GrowingBytes(int max) {
    this.max = max;
    this.bytes = new byte[Math.min(max, FIRST)];
  }

  int size() {
    return size;
  }

  /// Takes what is there, but not more than `limit` bytes of it.
  ///
  /// @throws IOException when it would have more than `max`
  void take(ByteBuffer source, int limit) throws IOException {
    int count = Math.min(source.remaining(), limit);
    if (count > max - size) {
      throw new IOException("more than " + max + " bytes arrived");
    }
    if (size + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(max, Math.max(size + count, 2L * bytes.length)));
    }
    source.get(bytes, size, count);
    size += count;
  }

  byte[] toArray() {
    return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
  }
}
