package io.scriptfarm.contract;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Immutable bytes, equal by content. Holds a private copy and computes its digest once; safe to
/// share between threads.
public final class Blob {
  private final byte[] bytes;
  private final Digest digest;

  private Blob(byte[] owned) {
    this.bytes = owned;
    this.digest = Digest.of(owned);
  }

  public static Blob of(byte[] bytes) {
    return new Blob(bytes.clone());
  }

  /// Half of a surrogate pair becomes U+FFFD, as elsewhere than in Java.
  public static Blob ofUtf8(String text) {
    return new Blob(wellFormed(text).getBytes(StandardCharsets.UTF_8));
  }

  private static String wellFormed(String text) {
    StringBuilder formed = null;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (!Character.isSurrogate(unit)) {
        continue;
      }
      if (Character.isHighSurrogate(unit)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      formed = formed == null ? new StringBuilder(text) : formed;
      formed.setCharAt(i, '\uFFFD');
    }
    return formed == null ? text : formed.toString();
  }

  public Digest digest() {
    return digest;
  }

  /// Size in bytes.
  public int size() {
    return bytes.length;
  }

  /// A copy of the content.
  public byte[] bytes() {
    return bytes.clone();
  }

  public String utf8() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Blob that
        && digest.equals(that.digest)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public String toString() {
    return "Blob[" + digest + ", " + bytes.length + " bytes]";
  }
}
