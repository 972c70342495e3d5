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

  public static Blob ofUtf8(String text) {
    return new Blob(text.getBytes(StandardCharsets.UTF_8));
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
