package io.scriptfarm.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The SHA-256 (FIPS 180-4) of some bytes, as 64 lower-case hexadecimal digits. Cannot hold
/// anything else, so whoever has one may put it into a key, a path or a URL.
public record Digest(String hex) implements Comparable<Digest> {
  private static final int HEX_LENGTH = 64;

  public Digest {
    if (!isValid(hex)) {
      throw new IllegalArgumentException(
          "not a SHA-256 digest (64 lower-case hexadecimal digits): "
              + (hex.length() > HEX_LENGTH ? hex.substring(0, HEX_LENGTH) + "…" : hex));
    }
  }

  /// Whether `text` would make a digest; for input that may be anything.
  public static boolean isValid(String text) {
    if (text.length() != HEX_LENGTH) {
      return false;
    }
    for (int i = 0; i < HEX_LENGTH; i++) { // no objects: a manifest has thousands
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  public static Digest of(byte[] bytes) {
    return new Digest(HexFormat.of().formatHex(sha256().digest(bytes)));
  }

  /// The digest of the UTF-8 form of `text`.
  public static Digest ofUtf8(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A fresh SHA-256 state, for content that comes in pieces; end it with {@link #finish}.
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  public static Digest finish(MessageDigest state) {
    return new Digest(HexFormat.of().formatHex(state.digest()));
  }

  /// The 32 bytes themselves.
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public int compareTo(Digest other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
