package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.Digest;
import java.util.Set;

/// The answer to any call when contents are not in the store.
public record Missing(Set<Digest> missing) {
  private static final String BEGIN = "{\"missing\":";

  public Missing {
    missing = Set.copyOf(missing);
  }

  /// Whether an answer is this one; no other begins like it.
  public static boolean is(String answer) {
    return answer.startsWith(BEGIN);
  }
}
