package io.scriptfarm.delivery.pull;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.delivery.PackedScript;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// An artifact as a file: its zstd frame, and a skippable frame (RFC 8878, section 3.1.2) with the
/// CRC-32C of the first. So the file is still one that `zstd -d` unpacks, and a flipped bit is also
/// found where it would not change the content, as some bits of a frame's header.
final class SealedFrame {
  private static final int SKIPPABLE = 0x184D2A50;
  private static final int SEAL_BYTES = 12;

  static final int MAX_BYTES = PackedScript.MAX_FRAME_BYTES + SEAL_BYTES;

  private SealedFrame() {}

  static byte[] sealOf(byte[] frame) {
    CRC32C sum = new CRC32C();
    sum.update(frame);
    return ByteBuffer.allocate(SEAL_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(SKIPPABLE)
        .putInt(Integer.BYTES)
        .putInt((int) sum.getValue())
        .array();
  }

  /// @throws PackedScript.DamagedException when the file is not as it was written, or is not of
  ///     this digest
  static PackedScript open(Digest digest, byte[] file) throws PackedScript.DamagedException {
    int length = Math.max(0, file.length - SEAL_BYTES);
    byte[] frame = Arrays.copyOf(file, length);
    boolean intact = Arrays.equals(Arrays.copyOfRange(file, length, file.length), sealOf(frame));
    // Without its seal it is as good as empty, which is no artifact's frame.
    return PackedScript.verify(digest, intact ? frame : new byte[0]);
  }
}
