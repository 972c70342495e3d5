package io.scriptfarm.delivery;

import io.scriptfarm.contract.Digest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Artifacts that were fetched before, by what they contain. Safe for concurrent use; may block.
public interface ScriptCache {

  /// The artifact, if it is there and undamaged.
  Optional<PackedScript> find(Digest digest);

  /// Keeps an artifact, for as long as the cache sees fit.
  void put(PackedScript script);

  /// A cache in memory, of everything that is put into it.
  static ScriptCache inMemory() {
    Map<Digest, PackedScript> scripts = new ConcurrentHashMap<>();
    return new ScriptCache() {
      @Override
      public Optional<PackedScript> find(Digest digest) {
        return Optional.ofNullable(scripts.get(digest));
      }

      @Override
      public void put(PackedScript script) {
        scripts.put(script.digest(), script);
      }
    };
  }
}
