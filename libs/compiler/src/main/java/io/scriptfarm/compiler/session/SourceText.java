package io.scriptfarm.compiler.session;

import io.scriptfarm.contract.Blob;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Source files as text, decoded as TypeScript's `sys.readFile` on Node decodes them: UTF-16 when a
/// byte order mark says so, else UTF-8 with U+FFFD for what is not; the mark itself is dropped.
public final class SourceText {
  private static final char REPLACEMENT = '\uFFFD';

  private SourceText() {}

  public static String decode(Blob blob) {
    byte[] bytes = blob.bytes();
    if (startsWith(bytes, 0xFE, 0xFF)) {
      return decode(bytes, 2, bytes.length & ~1, StandardCharsets.UTF_16BE);
    }
    if (startsWith(bytes, 0xFF, 0xFE)) {
      return decode(bytes, 2, bytes.length, StandardCharsets.UTF_16LE);
    }
    return utf8(bytes, startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0);
  }

  /// UTF-8 as Node decodes it; a byte order mark stays. It differs from Java in what is not UTF-8:
  /// each byte of an encoded half of a surrogate pair becomes a U+FFFD.
  public static String utf8(byte[] bytes) {
    return utf8(bytes, 0);
  }

  private static String utf8(byte[] bytes, int start) {
    String text = decode(bytes, start, bytes.length, StandardCharsets.UTF_8);
    // Where Java replaced nothing, both agree. A decoder with buffers would take more memory.
    return text.indexOf(REPLACEMENT) < 0 ? text : asNodeReplaces(bytes, start);
  }

  /// By https://encoding.spec.whatwg.org/#utf-8-decoder.
  private static String asNodeReplaces(byte[] bytes, int start) {
    StringBuilder text = new StringBuilder(bytes.length - start);
    for (int i = start; i < bytes.length; ) {
      int lead = bytes[i++] & 0xFF;
      int more = lead < 0x80 ? 0 : lead < 0xC2 ? -1 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
      if (more < 0 || lead > 0xF4) {
        text.append(REPLACEMENT);
        continue;
      }
      int code = more == 0 ? lead : lead & (0x3F >> more);
      int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
      int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
      boolean whole = true;
      for (; more > 0 && whole; more--) {
        int next = i < bytes.length ? bytes[i] & 0xFF : 0;
        whole = next >= least && next <= most;
        if (whole) {
          code = code << 6 | next & 0x3F;
          i++;
        }
        least = 0x80;
        most = 0xBF;
      }
      if (whole) {
        text.appendCodePoint(code);
      } else {
        text.append(REPLACEMENT);
      }
    }
    return text.toString();
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
