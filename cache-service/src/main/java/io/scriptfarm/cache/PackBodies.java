package io.scriptfarm.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.wire.MalformedException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The bodies of uploaded packs, as they are or in gzip (RFC 1952): for clients that have no zstd,
/// and so send frames that pack nothing. A body is unpacked while it is read, and may be no longer
/// then than one that is not packed. Thread-safe.
@Singleton
final class PackBodies {
  private static final int BUFFER = 64 * 1024;
  /// The coding that clients may use besides none.
  static final String GZIP = "gzip";

  private final long most;

  @Inject
  PackBodies(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
    this.most = most.asLongValue();
  }

  /// Reads throw {@link MalformedException} where the body is no gzip, and {@link
  /// PayloadTooLargeException} where it holds too much.
  ///
  /// @param coding its `Content-Encoding`
  /// @throws UnknownCodingException for any other coding
  InputStream open(InputStream body, String coding) throws IOException {
    return switch (coding) {
      case "identity" -> body;
      case GZIP -> new Unpacked(body, most);
      default -> throw new UnknownCodingException();
    };
  }

  /// A body came in a coding that is not taken.
  static final class UnknownCodingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownCodingException() {
      super("the Content-Encoding of a pack is gzip or identity");
    }
  }

  /// What is in a gzip.
  private static final class Unpacked extends FilterInputStream {
    private final long most;
    private long read;

    Unpacked(InputStream packed, long most) throws IOException {
      super(packed);
      this.most = most;
      in = sound(() -> new GZIPInputStream(packed, BUFFER));
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = sound(() -> super.read(into, offset, length));
      read += Math.max(0, count);
      if (read > most) {
        throw new PayloadTooLargeException("the pack", read, most);
      }
      return count;
    }

    private static <T> T sound(Unpacking<T> unpacking) throws IOException {
      try {
        return unpacking.run();
      } catch (ZipException | EOFException e) {
        throw new MalformedException("the body is no whole gzip: " + e.getMessage(), e);
      }
    }
  }

  @FunctionalInterface
  private interface Unpacking<T> {
    T run() throws IOException;
  }
}
