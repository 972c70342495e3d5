package io.scriptfarm.store.memory;

import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

final class MemoryClaims implements Claims {
  private final ExpiringMap<CompileKey, String> owners;

  MemoryClaims(InstantSource clock) {
    this.owners = new ExpiringMap<>(clock);
  }

  @Override
  public synchronized Set<CompileKey> claim(Set<CompileKey> keys, String owner, Duration lease) {
    requireOwner(owner);
    requireLease(lease);
    Set<CompileKey> held = new HashSet<>();
    for (CompileKey key : keys) {
      if (owners.get(key).map(owner::equals).orElse(true)) {
        owners.put(key, owner, lease);
        held.add(key);
      }
    }
    return held;
  }

  @Override
  public synchronized Set<CompileKey> held(Set<CompileKey> keys, String owner) {
    requireOwner(owner);
    return keys.stream().filter(key -> holds(owner, key)).collect(Collectors.toSet());
  }

  @Override
  public synchronized void release(Set<CompileKey> keys, String owner) {
    requireOwner(owner);
    for (CompileKey key : keys) {
      if (holds(owner, key)) {
        owners.remove(key);
      }
    }
  }

  private boolean holds(String owner, CompileKey key) {
    return owners.get(key).filter(owner::equals).isPresent();
  }

  private static void requireOwner(String owner) {
    if (owner.isEmpty() || owner.length() > MAX_OWNER_LENGTH) {
      throw new IllegalArgumentException(
          "the owner of a claim has 1 to " + MAX_OWNER_LENGTH + " characters");
    }
  }

  private static void requireLease(Duration lease) {
    if (lease.toMillis() < 1) {
      throw new IllegalArgumentException("a lease takes at least a millisecond, not " + lease);
    }
  }
}
