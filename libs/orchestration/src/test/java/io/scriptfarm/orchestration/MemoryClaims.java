package io.scriptfarm.orchestration;

import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Claims in memory, for one thread, with something to happen in the middle of a look.
final class MemoryClaims implements Claims {
  final Map<CompileKey, String> owners = new HashMap<>();
  Runnable beforeRenewal = () -> {};
  Runnable beforeClaim = () -> {};

  @Override
  public Set<CompileKey> claim(Set<CompileKey> keys, String owner, Duration lease) {
    once(beforeClaim, () -> beforeClaim = () -> {});
    keys.forEach(key -> owners.putIfAbsent(key, owner));
    return heldBy(owner, keys);
  }

  @Override
  public Set<CompileKey> renew(Set<CompileKey> keys, String owner, Duration lease) {
    once(beforeRenewal, () -> beforeRenewal = () -> {});
    return heldBy(owner, keys);
  }

  @Override
  public void release(Set<CompileKey> keys, String owner) {
    keys.forEach(key -> owners.remove(key, owner));
  }

  private Set<CompileKey> heldBy(String owner, Set<CompileKey> keys) {
    Set<CompileKey> held = new HashSet<>(keys);
    held.removeIf(key -> !owner.equals(owners.get(key)));
    return held;
  }

  private static void once(Runnable action, Runnable forget) {
    forget.run();
    action.run();
  }
}
