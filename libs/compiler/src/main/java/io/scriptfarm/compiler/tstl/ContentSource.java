package io.scriptfarm.compiler.tstl;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import java.util.Optional;
import java.util.Set;

/// Where the compiler gets contents from. Called on the compiling thread only.
public interface ContentSource {

  /// Empty when there is no such content.
  Optional<Blob> read(Digest digest);

  /// Announces what is about to be read, so that a source far away can fetch it in one go.
  void prefetch(Set<Digest> digests);
}
