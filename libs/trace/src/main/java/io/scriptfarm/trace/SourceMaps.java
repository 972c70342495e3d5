package io.scriptfarm.trace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.MalformedException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Source maps by digest; those used last stay decoded. Thread-safe.
public final class SourceMaps {
  private final ArtifactStore store;
  private final Cache<Digest, Optional<SourceMap>> decoded;

  /// @param maxBytes about how much memory decoded maps may take
  public SourceMaps(ArtifactStore store, long maxBytes) {
    this.store = store;
    this.decoded =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<Digest, Optional<SourceMap>>weigher(
                (digest, map) -> map.map(SourceMap::weight).orElse(100))
            .build();
  }

  /// Those of `digests` that the store has and that are source maps.
  Map<Digest, SourceMap> find(Set<Digest> digests) {
    return decoded.getAll(digests, this::read).entrySet().stream()
        .filter(entry -> entry.getValue().isPresent())
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().get()));
  }

  /// What the store lacks is asked for again the next time.
  private Map<Digest, Optional<SourceMap>> read(Set<? extends Digest> digests) {
    return store.read(Set.copyOf(digests)).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> parse(entry.getValue().bytes())));
  }

  private static Optional<SourceMap> parse(byte[] json) {
    try {
      return Optional.of(SourceMap.parse(json));
    } catch (MalformedException e) {
      return Optional.empty(); // by a plugin that writes maps of its own
    }
  }
}
