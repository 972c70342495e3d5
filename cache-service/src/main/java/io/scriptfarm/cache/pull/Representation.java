package io.scriptfarm.cache.pull;

import com.github.luben.zstd.Zstd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.scriptfarm.contract.Digest;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/// An artifact in the form in which it goes out; shared between all who read it, never changed.
final class Representation {
  private static final int TAG_DIGITS = 16;

  private final byte[] bytes;
  private final String etag;

  private Representation(byte[] bytes, String etag) {
    this.bytes = bytes;
    this.etag = etag;
  }

  /// @param zstd the frame of `digest`, verified
  static Representation of(Digest digest, byte[] zstd, Coding coding) {
    return switch (coding) {
      case IDENTITY ->
          new Representation(
              Zstd.decompress(zstd, Math.toIntExact(Zstd.getFrameContentSize(zstd))),
              '"' + digest.hex() + '"');
      // Another version of zstd may make another frame of the same content, and half of each would
      // be neither: so the tag names the frame, too.
      case ZSTD ->
          new Representation(
              zstd,
              '"' + digest.hex() + '-' + Digest.of(zstd).hex().substring(0, TAG_DIGITS) + '"');
    };
  }

  /// A strong validator (RFC 9110, section 8.8.1).
  String etag() {
    return etag;
  }

  /// In bytes.
  int length() {
    return bytes.length;
  }

  /// Bytes `from` to `to` (exclusive) without a copy, so that it stays in memory while they do.
  Buffer shared(int from, int to) {
    ByteBuf view = Unpooled.wrappedBuffer(bytes, from, to - from);
    return Buffer.buffer(view);
  }

  /// A copy of bytes `from` to `to` (exclusive).
  Buffer copy(int from, int to) {
    return Buffer.buffer(Arrays.copyOfRange(bytes, from, to));
  }
}
