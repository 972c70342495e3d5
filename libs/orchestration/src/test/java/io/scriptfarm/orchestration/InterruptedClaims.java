package io.scriptfarm.orchestration;

import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/// Claims before which something else happens: what others do in the middle of a look. For one
/// thread.
final class InterruptedClaims implements Claims {
  private final Claims claims;
  private final Deque<Runnable> before = new ArrayDeque<>();

  InterruptedClaims(Claims claims) {
    this.claims = claims;
  }

  /// Before the next claim the first of these happens, before the one after it the second, and so
  /// on.
  void before(Runnable... happenings) {
    before.addAll(List.of(happenings));
  }

  @Override
  public Set<CompileKey> claim(Set<CompileKey> keys, String owner, Duration lease) {
    if (!before.isEmpty()) {
      before.remove().run();
    }
    return claims.claim(keys, owner, lease);
  }

  @Override
  public Set<CompileKey> held(Set<CompileKey> keys, String owner) {
    return claims.held(keys, owner);
  }

  @Override
  public void release(Set<CompileKey> keys, String owner) {
    claims.release(keys, owner);
  }
}
