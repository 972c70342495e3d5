package io.scriptfarm.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/// Names one piece of compile work by everything that can change its outcome (requirement R4):
/// equal keys, equal outcomes.
public record CompileKey(Digest digest) implements Comparable<CompileKey> {

  /// The key of the work of this `kind` with these inputs, in order. Each part is hashed with its
  /// length, so that no two lists of parts run together.
  public static CompileKey of(String kind, String... parts) {
    return of(kind, List.of(parts));
  }

  public static CompileKey of(String kind, Iterable<String> parts) {
    MessageDigest state = Digest.sha256();
    update(state, "scriptfarm/1"); // a new number when the meaning of a key changes
    update(state, kind);
    parts.forEach(part -> update(state, part));
    return new CompileKey(Digest.finish(state));
  }

  private static void update(MessageDigest state, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    state.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    state.update(bytes);
  }

  @Override
  public int compareTo(CompileKey other) {
    return digest.compareTo(other.digest);
  }

  @Override
  public String toString() {
    return digest.hex();
  }
}
