package io.scriptfarm.compiler.session;

import io.scriptfarm.contract.Digest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a call of the driver has read of the project: tells who is to blame when it goes past a
/// limit. Confined to one thread.
public final class Reading {
  private final Map<Digest, Long> sizes = new HashMap<>();
  private long all;

  /// @param size in characters
  public void read(Digest content, long size) {
    if (sizes.put(content, size) == null) {
      all += size;
    }
  }

  /// The content that is more than half of all that was read.
  public Optional<Digest> most() {
    return sizes.entrySet().stream()
        .filter(content -> content.getValue() > all / 2)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
