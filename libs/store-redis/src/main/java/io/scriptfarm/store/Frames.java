package io.scriptfarm.store;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.wire.Pieces;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.Semaphore;

/// Zstandard frames (RFC 8878) as they are stored: exactly one, with its content size in the
/// header and no dictionary. Frames come from outside, so nothing here trusts one.
final class Frames {
  // Level 3 is zstd's own default: Lua shrinks to about a fifth at more than 100 MB/s.
  private static final int LEVEL = 3;
  // Up to here a content is unpacked into an array at once; above, it flows through a small buffer.
  private static final int SMALL = 1024 * 1024;
  // Magic number, descriptor, content size and the header of one empty block
  private static final int SHORTEST = 4 + 1 + 1 + 3;
  private static final int BUFFER = 128 * 1024;

  /// The longest frame of a blob that the farm takes.
  static final int MAX_BYTES = Math.toIntExact(Zstd.compressBound(ArtifactStore.MAX_BLOB_BYTES));

  // Unpacking a frame may take native memory of the size of its content, and a frame of 2 KB may
  // have 64 MB of it. So the large ones take turns.
  private static final Semaphore LARGE = new Semaphore(2);

  private static final SpareContexts<ZstdCompressCtx> PACKERS =
      new SpareContexts<>(() -> new ZstdCompressCtx().setLevel(LEVEL), ZstdCompressCtx::close);
  private static final SpareContexts<ZstdDecompressCtx> UNPACKERS =
      new SpareContexts<>(ZstdDecompressCtx::new, ZstdDecompressCtx::close);

  private Frames() {}

  /// Bytes are not the frame that they should be; the message completes "this blob …".
  static final class UnsoundException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    UnsoundException(String why) {
      super(why, null, false, false);
      this.why = why;
    }

    @Override
    public String getMessage() {
      return why;
    }
  }

  static byte[] pack(byte[] content) {
    return PACKERS.use(zstd -> zstd.compress(content));
  }

  /// As {@link #pack(byte[])}; of a large content each piece is let go as soon as it is packed, so
  /// that content and frame together take hardly more than the larger of both.
  static byte[] pack(Pieces content) {
    return content.size() <= SMALL ? pack(content.join()) : packLarge(content);
  }

  /// A frame of the same content that is no larger: another one where `sound` has the content as it
  /// is, because its sender could not pack. Content and result are never held both as a whole.
  static byte[] smallest(byte[] sound) throws UnsoundException {
    int size = contentSize(sound, ArtifactStore.MAX_BLOB_BYTES);
    if (sound.length < size) {
      return sound;
    }
    byte[] packed = size <= SMALL ? pack(unpack(sound, SMALL)) : packLarge(size, sound);
    return packed.length < sound.length ? packed : sound;
  }

  private static byte[] packLarge(int size, byte[] frame) throws UnsoundException {
    LARGE.acquireUninterruptibly();
    try (InputStream content = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(frame))) {
      return packLarge(size, () -> content.readNBytes(BUFFER));
    } catch (IOException e) {
      throw new UnsoundException("is not a sound zstd frame: " + e.getMessage());
    } finally {
      LARGE.release();
    }
  }

  private static byte[] packLarge(Pieces content) {
    LARGE.acquireUninterruptibly();
    try {
      return packLarge(content.size(), () -> content.isEmpty() ? new byte[0] : content.next());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: it is memory
    } finally {
      LARGE.release();
    }
  }

  /// Gives a content piece by piece, of at most {@link #BUFFER} bytes; an empty one is its end.
  @FunctionalInterface
  private interface Source {
    byte[] next() throws IOException;
  }

  private static byte[] packLarge(int size, Source content) throws IOException {
    try (ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(LEVEL)) {
      zstd.setPledgedSrcSize(size);
      ByteBuffer in = ByteBuffer.allocateDirect(BUFFER).limit(0);
      ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
      Pieces packed = new Pieces();
      byte[] next = content.next();
      boolean ended = false;
      while (!ended) {
        if (!in.hasRemaining() && next.length > 0) {
          in.clear().put(next).flip();
          next = content.next();
        }
        boolean last = next.length == 0;
        boolean flushed =
            zstd.compressDirectByteBufferStream(
                out, in, last ? EndDirective.END : EndDirective.CONTINUE);
        ended = last && flushed && !in.hasRemaining();
        byte[] piece = new byte[out.flip().remaining()];
        out.get(piece).clear();
        packed.add(piece);
      }
      return packed.join();
    }
  }

  /// The content of `frame`, whatever it is.
  ///
  /// @throws PayloadTooLargeException when the content exceeds `maxBytes`
  static byte[] unpack(byte[] frame, int maxBytes) throws UnsoundException {
    int size = contentSize(frame, maxBytes);
    byte[] content = new byte[size];
    try {
      if (UNPACKERS.use(zstd -> zstd.decompress(content, frame)) != size) {
        throw new UnsoundException("is not a sound zstd frame");
      }
    } catch (ZstdException e) {
      throw new UnsoundException("is not a sound zstd frame: " + e.getMessage());
    }
    return content;
  }

  /// Proves that the content of `frame` has this digest, in memory that does not depend on it.
  ///
  /// @throws PayloadTooLargeException when the content exceeds {@link
  ///     ArtifactStore#MAX_BLOB_BYTES}
  static void verify(Digest digest, byte[] frame) throws UnsoundException {
    Digest actual =
        contentSize(frame, ArtifactStore.MAX_BLOB_BYTES) <= SMALL
            ? Digest.of(unpack(frame, SMALL))
            : digestOfLarge(frame);
    if (!actual.equals(digest)) {
      throw new UnsoundException("has the digest " + actual);
    }
  }

  /// The size of the content in bytes, as the header of `frame` states it.
  ///
  /// @throws PayloadTooLargeException when it exceeds `maxBytes`
  static int contentSize(byte[] frame, int maxBytes) throws UnsoundException {
    if (frame.length < SHORTEST) {
      throw new UnsoundException("is not a zstd frame");
    }
    long size;
    try {
      size = Zstd.getFrameContentSize(frame);
      if (Zstd.isError(size) || size < 0) {
        throw new UnsoundException("is not a zstd frame that states the size of its content");
      }
      if (Zstd.findFrameCompressedSize(frame) != frame.length) {
        throw new UnsoundException("is not exactly one zstd frame");
      }
    } catch (ZstdException e) {
      throw new UnsoundException("is not a zstd frame: " + e.getMessage());
    }
    if (size > maxBytes) {
      throw new PayloadTooLargeException("the content of a zstd frame", size, maxBytes);
    }
    return (int) size;
  }

  private static Digest digestOfLarge(byte[] frame) throws UnsoundException {
    LARGE.acquireUninterruptibly();
    try (InputStream content = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(frame))) {
      MessageDigest state = Digest.sha256();
      byte[] buffer = new byte[BUFFER];
      long left = ArtifactStore.MAX_BLOB_BYTES;
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        left -= n;
        if (left < 0) {
          throw new UnsoundException("has more content than its header states");
        }
        state.update(buffer, 0, n);
      }
      return Digest.finish(state);
    } catch (IOException e) {
      throw new UnsoundException("is not a sound zstd frame: " + e.getMessage());
    } finally {
      LARGE.release();
    }
  }
}
