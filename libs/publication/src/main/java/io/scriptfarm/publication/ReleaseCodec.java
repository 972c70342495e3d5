package io.scriptfarm.publication;

import io.scriptfarm.contract.wire.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// A release as the store and the topic keep it: gzip (RFC 1952) of a version byte, the workspace,
/// the number (8 bytes), and both signed manifests, each as key id, length (4 bytes) and payload,
/// length and signature. Strings are in modified UTF-8 with a length of 2 bytes; all is big-endian.
public final class ReleaseCodec {
  private static final int VERSION = 1;

  // 100,000 scripts with all kinds of artifacts; what unpacks to more is no release.
  private static final int MAX_PAYLOAD = 64 * 1024 * 1024;
  private static final int MAX_SIGNATURE = 1024;

  private ReleaseCodec() {}

  public static byte[] encode(Release release) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new FastGzip(bytes))) {
      out.writeByte(VERSION);
      out.writeUTF(release.workspace().value());
      out.writeLong(release.generation());
      write(out, release.full());
      write(out, release.replicated());
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: it is memory
    }
    return bytes.toByteArray();
  }

  /// Somebody waits for it, and digests do not get smaller however long one tries.
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 64 * 1024);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private static void write(DataOutputStream out, SignedManifest manifest) throws IOException {
    out.writeUTF(manifest.keyId());
    write(out, manifest.payload());
    write(out, manifest.signature());
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /// @throws MalformedException when the bytes are no release
  public static Release decode(byte[] bytes) {
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes), 64 * 1024))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new MalformedException(
            "a release of version " + version + ", this is for version " + VERSION + "; update");
      }
      return new Release(
          new WorkspaceName(in.readUTF()), in.readLong(), readManifest(in), readManifest(in));
    } catch (IOException | IllegalArgumentException e) {
      throw new MalformedException("not a release: " + e.getMessage(), e);
    }
  }

  private static SignedManifest readManifest(DataInputStream in) throws IOException {
    return new SignedManifest(in.readUTF(), read(in, MAX_PAYLOAD), read(in, MAX_SIGNATURE));
  }

  private static byte[] read(DataInputStream in, int max) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > max) {
      throw new IOException("a part of " + length + " bytes, of which " + max + " are allowed");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("it ends early");
    }
    return bytes;
  }
}
