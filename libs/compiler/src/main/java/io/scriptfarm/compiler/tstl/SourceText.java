package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.Blob;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Source files as text, decoded as TypeScript's `sys.readFile` on Node decodes them: UTF-16 when a
/// byte order mark says so, else UTF-8 with U+FFFD for what is not; the mark itself is dropped.
final class SourceText {
  private SourceText() {}

  static String decode(Blob blob) {
    byte[] bytes = blob.bytes();
    if (startsWith(bytes, 0xFE, 0xFF)) {
      return decode(bytes, 2, bytes.length & ~1, StandardCharsets.UTF_16BE);
    }
    if (startsWith(bytes, 0xFF, 0xFE)) {
      return decode(bytes, 2, bytes.length, StandardCharsets.UTF_16LE);
    }
    int start = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    return decode(bytes, start, bytes.length, StandardCharsets.UTF_8);
  }

  private static String decode(byte[] bytes, int start, int end, Charset charset) {
    return new String(bytes, start, Math.max(end - start, 0), charset);
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    if (bytes.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((bytes[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
