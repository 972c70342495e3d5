package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.ProjectPath;
import java.util.Set;

/// The answer to any call when the compiler has no stack left for these files. The session is not
/// to be used any more.
public record TooDeep(Set<ProjectPath> tooDeep) {
  private static final String BEGIN = "{\"tooDeep\":";

  public TooDeep {
    tooDeep = Set.copyOf(tooDeep);
  }

  /// Whether an answer is this one; no other begins like it.
  public static boolean is(String answer) {
    return answer.startsWith(BEGIN);
  }
}
