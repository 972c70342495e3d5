package io.scriptfarm.worker.execute;

import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/// The claims of a store that is away.
public final class AwayClaims implements Claims {
  private static StoreUnavailableException away() {
    return new StoreUnavailableException("away", new IOException("reset"));
  }

  @Override
  public Set<CompileKey> claim(Set<CompileKey> keys, String owner, Duration lease) {
    throw away();
  }

  @Override
  public Set<CompileKey> held(Set<CompileKey> keys, String owner) {
    throw away();
  }

  @Override
  public void release(Set<CompileKey> keys, String owner) {
    throw away();
  }
}
