package io.scriptfarm.delivery.pull;

import com.github.luben.zstd.Zstd;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.delivery.PackedScript;
import java.util.Random;

/// Scripts to keep and to fetch.
final class Scripts {
  private Scripts() {}

  static PackedScript packed(Blob content) {
    try {
      return PackedScript.verify(content.digest(), Zstd.compress(content.bytes()));
    } catch (PackedScript.DamagedException e) {
      throw new AssertionError(e);
    }
  }

  static PackedScript text(String text) {
    return packed(Blob.ofUtf8(text));
  }

  /// Bytes that do not get smaller.
  static PackedScript noise(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return packed(Blob.of(bytes));
  }
}
