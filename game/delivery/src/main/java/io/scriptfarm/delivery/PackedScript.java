package io.scriptfarm.delivery;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An artifact as it is stored and sent: one zstd frame (RFC 8878) that was unpacked once and has
/// the digest that it is asked for by. There is none that does not. Immutable.
public final class PackedScript {
  /// The longest frame of an artifact in bytes: what does not get smaller gets a little larger.
  public static final int MAX_FRAME_BYTES =
      Math.toIntExact(Zstd.compressBound(ArtifactStore.MAX_BLOB_BYTES));

  private final Digest digest;
  private final byte[] frame;
  private @Nullable Digest tag; // computed when asked for; whoever comes second gets the same

  private PackedScript(Digest digest, byte[] frame) {
    this.digest = digest;
    this.frame = frame;
  }

  /// Takes a frame for the artifact of `digest`, if it is that.
  ///
  /// @param frame from anywhere; not to be changed afterwards
  /// @throws DamagedException when it is no frame, unpacks to more than an artifact may have, or to
  ///     something else; no more memory was taken for it than the frame honestly says it needs
  public static PackedScript verify(Digest digest, byte[] frame) throws DamagedException {
    Digest actual = Digest.of(unpack(digest, frame));
    if (!actual.equals(digest)) {
      throw new DamagedException("the artifact " + digest + " arrived with other content");
    }
    return new PackedScript(digest, frame);
  }

  /// The frame's length is checked before anything is unpacked, and its content's before anything
  /// is taken for it.
  private static byte[] unpack(Digest digest, byte[] frame) throws DamagedException {
    long size = frame.length == 0 ? -1 : Zstd.getFrameContentSize(frame);
    // A frame that says more than 4 MiB in few bytes is a bomb, or text that nobody would write.
    long most = Math.min(ArtifactStore.MAX_BLOB_BYTES, Math.max(4L << 20, 1000L * frame.length));
    if (frame.length > MAX_FRAME_BYTES || size < 0 || size > most) {
      throw new DamagedException(
          "the artifact %s arrived as %d bytes that claim to unpack to %d"
              .formatted(digest, frame.length, size));
    }
    try {
      byte[] content = Zstd.decompress(frame, Math.toIntExact(size));
      if (content.length != size) {
        throw new DamagedException("the artifact " + digest + " is shorter than it says");
      }
      return content;
    } catch (ZstdException e) {
      throw new DamagedException("the artifact " + digest + " arrived damaged");
    }
  }

  public Digest digest() {
    return digest;
  }

  /// Its length in bytes, as it is sent.
  public int length() {
    return frame.length;
  }

  /// The SHA-256 of the frame, which tells frames of one artifact apart: zstd has many.
  public Digest tag() {
    Digest known = tag;
    if (known == null) {
      known = Digest.of(frame);
      tag = known;
    }
    return known;
  }

  /// The frame, read-only.
  public ByteBuffer frame() {
    return ByteBuffer.wrap(frame).asReadOnlyBuffer();
  }

  /// Bytes `from` to `to` (exclusive) of the frame.
  public byte[] part(int from, int to) {
    return Arrays.copyOfRange(frame, from, to);
  }

  /// The artifact: Lua, or bytecode.
  public Blob content() {
    return Blob.of(Zstd.decompress(frame, Math.toIntExact(Zstd.getFrameContentSize(frame))));
  }

  /// What arrived is not what was asked for; it must not be run, and may be asked for again.
  public static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }
}
