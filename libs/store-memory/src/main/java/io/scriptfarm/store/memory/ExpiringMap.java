package io.scriptfarm.store.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Entries that disappear when their time is over. Not safe for concurrent use.
final class ExpiringMap<K, V> {
  private static final int SMALL = 1_000; // entries that are not worth a walk

  private final InstantSource clock;
  private final Map<K, Entry<V>> entries = new HashMap<>();
  private int walkAt = SMALL;

  private record Entry<V>(V value, Instant expiry) {}

  ExpiringMap(InstantSource clock) {
    this.clock = clock;
  }

  Optional<V> get(K key) {
    Entry<V> entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (!entry.expiry().isAfter(clock.instant())) {
      entries.remove(key);
      return Optional.empty();
    }
    return Optional.of(entry.value());
  }

  void put(K key, V value, Duration timeToLive) {
    if (entries.size() >= walkAt) {
      Instant now = clock.instant();
      entries.values().removeIf(entry -> !entry.expiry().isAfter(now));
      walkAt = Math.max(SMALL, 2 * entries.size()); // so a walk costs each put a constant
    }
    entries.put(key, new Entry<>(value, clock.instant().plus(timeToLive)));
  }

  /// How many entries it holds, also those whose time is over.
  int size() {
    return entries.size();
  }

  void remove(K key) {
    entries.remove(key);
  }
}
