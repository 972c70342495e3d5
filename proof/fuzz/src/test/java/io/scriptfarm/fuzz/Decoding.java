package io.scriptfarm.fuzz;

import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.wire.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

/// What every decoder has to do.
final class Decoding {
  private Decoding() {}

  /// Something that decodes.
  interface Decoder<T> {
    T decode() throws IOException;
  }

  /// The value; empty when the input is refused as malformed, or as too large. Everything else that
  /// is thrown is a defect.
  static <T> Optional<T> of(Decoder<T> decoder) {
    try {
      return Optional.of(decoder.decode());
    } catch (MalformedException | PayloadTooLargeException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Which of several decoders an input is for: its first byte says so.
  static int kind(byte[] data, int kinds) {
    return data.length == 0 ? 0 : Byte.toUnsignedInt(data[0]) % kinds;
  }

  /// The input after its first byte.
  static byte[] rest(byte[] data) {
    return Arrays.copyOfRange(data, Math.min(1, data.length), data.length);
  }

  static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
