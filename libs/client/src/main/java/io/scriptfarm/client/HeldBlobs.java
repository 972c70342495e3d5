package io.scriptfarm.client;

import io.scriptfarm.contract.Digest;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The blobs that a farm has, as far as this process was told or has sent them. The farm may lose
/// them, and then says so when it needs one. Safe for concurrent use.
final class HeldBlobs {
  /// About 15 MB; with more than that, everything is asked for anew.
  private static final int MOST = 100_000;

  private final Set<Digest> digests = ConcurrentHashMap.newKeySet();

  boolean contains(Digest digest) {
    return digests.contains(digest);
  }

  boolean isEmpty() {
    return digests.isEmpty();
  }

  void addAll(Collection<Digest> more) {
    if (digests.size() + more.size() > MOST) {
      digests.clear();
    }
    if (more.size() <= MOST) {
      digests.addAll(more);
    }
  }

  void clear() {
    digests.clear();
  }
}
