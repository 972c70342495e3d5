package io.scriptfarm.contract.wire;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PayloadTooLargeException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/// Many blobs in one HTTP body ({@value #MEDIA_TYPE}): for each the 32 bytes of its digest, the
/// length of its zstd frame as a 4-byte big-endian integer, and the frame (RFC 8878). The end of
/// the body is the end of the pack. Whoever reads verifies the digests; the pack itself promises
/// nothing.
public final class BlobPack {
  public static final String MEDIA_TYPE = "application/vnd.scriptfarm.blobs";

  private static final int DIGEST_BYTES = 32;

  private BlobPack() {}

  /// A blob as it is stored and sent.
  @SuppressWarnings("ArrayRecordComponent") // a view that is passed on at once, never compared
  public record Frame(Digest digest, byte[] zstd) {}

  public static void write(OutputStream out, Frame frame) throws IOException {
    out.write(head(frame.digest(), frame.zstd().length));
    out.write(frame.zstd());
    out.flush();
  }

  /// What comes before a frame of `length` bytes.
  public static byte[] head(Digest digest, int length) {
    return ByteBuffer.allocate(DIGEST_BYTES + Integer.BYTES)
        .put(digest.bytes())
        .putInt(length)
        .array();
  }

  /// Reads a pack from somebody who was asked for it.
  ///
  /// @throws MalformedException when the pack ends in the middle of a frame
  /// @throws PayloadTooLargeException when a frame exceeds `maxFrameBytes`
  public static void read(InputStream in, int maxFrameBytes, FrameConsumer consumer)
      throws IOException {
    read(in, maxFrameBytes, Room.UNBOUNDED, consumer);
  }

  /// Reads frames one by one, so that a pack of any size takes the memory of one blob. Takes room
  /// for twice the bytes of each frame as they arrive; `consumer` gives it back.
  ///
  /// @throws MalformedException when the pack ends in the middle of a frame
  /// @throws PayloadTooLargeException when a frame exceeds `maxFrameBytes`
  public static void read(InputStream in, int maxFrameBytes, Room room, FrameConsumer consumer)
      throws IOException {
    DataInputStream data = new DataInputStream(in);
    byte[] digest = new byte[DIGEST_BYTES];
    while (true) {
      int first = data.read();
      if (first < 0) {
        return;
      }
      digest[0] = (byte) first;
      try {
        data.readFully(digest, 1, digest.length - 1);
        int length = data.readInt();
        if (length < 0 || length > maxFrameBytes) {
          throw new PayloadTooLargeException(
              "a frame of a blob pack", length & 0xffffffffL, maxFrameBytes);
        }
        byte[] zstd = Pieces.read(data, length, room).join();
        if (zstd.length < length) {
          throw new EOFException();
        }
        consumer.accept(new Frame(new Digest(java.util.HexFormat.of().formatHex(digest)), zstd));
      } catch (EOFException e) {
        throw new MalformedException("the blob pack ends in the middle of a frame", e);
      }
    }
  }

  /// Takes the frames of a pack in order.
  @FunctionalInterface
  public interface FrameConsumer {
    void accept(Frame frame) throws IOException;
  }
}
