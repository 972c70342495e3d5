package io.scriptfarm.compiler.toolchain;

import io.scriptfarm.contract.Digest;
import java.util.Set;

/// The store lacks contents of a project's compilers.
public final class MissingContentException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Set<Digest> candidates;

  MissingContentException(Set<Digest> candidates) {
    super(candidates.size() + " contents", null, false, false);
    this.candidates = candidates;
  }

  /// What is needed; some of it may be there.
  public Set<Digest> candidates() {
    return candidates;
  }
}
