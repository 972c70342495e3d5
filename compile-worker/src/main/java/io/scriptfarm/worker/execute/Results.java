package io.scriptfarm.worker.execute;

import io.scriptfarm.compiler.tstl.Product;
import io.scriptfarm.contract.CompileKey;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// What of a job is done. `known` are keys whose outcomes were settled before; `ended` is what the
/// job itself gave, in the order in which it did.
public record Results(Set<CompileKey> known, Map<CompileKey, Ended> ended) {
  public Results {
    known = Set.copyOf(known);
    ended = Collections.unmodifiableMap(new LinkedHashMap<>(ended));
  }

  /// A piece of work that ended, settled or not.
  ///
  /// @param took its wall time
  public record Ended(Product product, Duration took) {}

  static Results known(Set<CompileKey> keys) {
    return new Results(keys, Map.of());
  }

  static Results of(CompileKey key, Product product, Duration took) {
    return new Results(Set.of(), Map.of(key, new Ended(product, took)));
  }

  Results and(Results more) {
    Set<CompileKey> allKnown = new HashSet<>(known);
    allKnown.addAll(more.known);
    Map<CompileKey, Ended> all = new LinkedHashMap<>(ended);
    all.putAll(more.ended);
    return new Results(allKnown, all);
  }

  /// Every key that is told of.
  Set<CompileKey> keys() {
    Set<CompileKey> keys = new HashSet<>(known);
    keys.addAll(ended.keySet());
    return keys;
  }
}
