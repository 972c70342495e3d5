package io.scriptfarm.compiler.session;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Where the compiler gets contents from. Called on the compiling thread only.
public interface ContentSource {

  /// Empty when there is no such content.
  Optional<Blob> read(Digest digest);

  /// Announces what is about to be read, so that a source far away can fetch it in one go.
  void prefetch(Set<Digest> digests);

  /// Some contents in memory, before those of another source.
  static ContentSource of(Collection<Blob> blobs, ContentSource others) {
    Map<Digest, Blob> contents =
        blobs.stream().collect(Collectors.toMap(Blob::digest, blob -> blob, (a, b) -> a));
    return new ContentSource() {
      @Override
      public Optional<Blob> read(Digest digest) {
        Blob known = contents.get(digest);
        return known != null ? Optional.of(known) : others.read(digest);
      }

      @Override
      public void prefetch(Set<Digest> digests) {
        others.prefetch(digests);
      }
    };
  }
}
