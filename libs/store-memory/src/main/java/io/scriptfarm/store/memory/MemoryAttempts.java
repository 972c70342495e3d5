package io.scriptfarm.store.memory;

import io.scriptfarm.contract.Attempts;
import io.scriptfarm.contract.CompileKey;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

final class MemoryAttempts implements Attempts {
  private final ExpiringMap<CompileKey, Set<String>> begun;

  MemoryAttempts(InstantSource clock) {
    this.begun = new ExpiringMap<>(clock);
  }

  @Override
  public synchronized Map<CompileKey, Integer> begin(Set<CompileKey> keys, String attempt) {
    Map<CompileKey, Integer> counts = new HashMap<>();
    for (CompileKey key : keys) {
      Set<String> attempts = begun.get(key).orElseGet(HashSet::new);
      attempts.add(attempt);
      begun.put(key, attempts, KEPT);
      counts.put(key, attempts.size());
    }
    return counts;
  }

  @Override
  public synchronized void takeBack(Set<CompileKey> keys, String attempt) {
    keys.forEach(key -> begun.get(key).ifPresent(attempts -> attempts.remove(attempt)));
  }

  @Override
  public synchronized void forget(Set<CompileKey> keys) {
    keys.forEach(begun::remove);
  }
}
