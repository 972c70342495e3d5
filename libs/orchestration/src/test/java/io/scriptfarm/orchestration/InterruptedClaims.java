package io.scriptfarm.orchestration;

import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import java.time.Duration;
import java.util.Set;

/// Claims before which something else happens, once: what others do in the middle of a look. For
/// one thread.
final class InterruptedClaims implements Claims {
  private final Claims claims;
  Runnable beforeRenewal = () -> {};
  Runnable beforeClaim = () -> {};

  InterruptedClaims(Claims claims) {
    this.claims = claims;
  }

  @Override
  public Set<CompileKey> claim(Set<CompileKey> keys, String owner, Duration lease) {
    Runnable before = beforeClaim;
    beforeClaim = () -> {};
    before.run();
    return claims.claim(keys, owner, lease);
  }

  @Override
  public Set<CompileKey> renew(Set<CompileKey> keys, String owner, Duration lease) {
    Runnable before = beforeRenewal;
    beforeRenewal = () -> {};
    before.run();
    return claims.renew(keys, owner, lease);
  }

  @Override
  public void release(Set<CompileKey> keys, String owner) {
    claims.release(keys, owner);
  }
}
