package io.scriptfarm.worker.artifact;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Phase;
import io.scriptfarm.contract.phase.PhaseLog;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The store with the blobs that were read or written last kept in memory. Thread-safe.
public final class CachedContents implements ContentSource {
  private final ArtifactStore store;
  private final Cache<Digest, Blob> cache;

  /// @param maxBytes how much content is kept
  public CachedContents(ArtifactStore store, long maxBytes) {
    this.store = store;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<Digest, Blob>weigher((digest, blob) -> blob.size())
            .build();
  }

  @Override
  public Optional<Blob> read(Digest digest) {
    Blob known = cache.getIfPresent(digest);
    return Optional.ofNullable(known != null ? known : fetch(Set.of(digest)).get(digest));
  }

  @Override
  public void prefetch(Set<Digest> digests) {
    Set<Digest> unknown = new HashSet<>(digests);
    unknown.removeAll(cache.getAllPresent(digests).keySet());
    if (!unknown.isEmpty()) {
      fetch(unknown);
    }
  }

  /// Stores `blobs`, which are likely to be read soon. Those that are in memory were stored before;
  /// whether they still are is asked, which costs less than to pack them again.
  public void write(Collection<Blob> blobs) {
    Map<Digest, Blob> fresh = new HashMap<>();
    blobs.forEach(blob -> fresh.put(blob.digest(), blob));
    Set<Digest> before = new HashSet<>(cache.getAllPresent(fresh.keySet()).keySet());
    if (!before.isEmpty()) {
      before.removeAll(store.missing(before));
      fresh.keySet().removeAll(before);
    }
    store.write(fresh.values());
    cache.putAll(fresh);
  }

  private Map<Digest, Blob> fetch(Set<Digest> digests) {
    try (PhaseLog.Open _ = PhaseLog.begin(Phase.FETCH)) {
      Map<Digest, Blob> blobs = new HashMap<>(store.read(digests));
      cache.putAll(blobs);
      return blobs;
    }
  }
}
