package io.scriptfarm.store.memory;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.PayloadTooLargeException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Blobs, and how many releases hold each. A blob that a release holds is in `pinned`, any other in
/// `free`.
final class MemoryBlobs implements ArtifactStore {
  private final Duration timeToLive;
  private final ExpiringMap<Digest, Blob> free;
  private final Map<Digest, Blob> pinned = new HashMap<>();
  private final Map<Digest, Integer> holders = new HashMap<>();

  MemoryBlobs(Duration timeToLive, InstantSource clock) {
    this.timeToLive = timeToLive;
    this.free = new ExpiringMap<>(clock);
  }

  @Override
  public synchronized Map<Digest, Blob> read(Set<Digest> digests) {
    Map<Digest, Blob> found = new HashMap<>();
    for (Digest digest : digests) {
      use(digest).ifPresent(blob -> found.put(digest, blob));
    }
    return found;
  }

  @Override
  public synchronized void write(Collection<Blob> blobs) {
    for (Blob blob : blobs) {
      if (blob.size() > MAX_BLOB_BYTES) {
        throw new PayloadTooLargeException(
            "the blob " + blob.digest(), blob.size(), MAX_BLOB_BYTES);
      }
    }
    for (Blob blob : blobs) {
      if (holders.containsKey(blob.digest())) {
        pinned.put(blob.digest(), blob);
      } else {
        free.put(blob.digest(), blob, timeToLive);
      }
    }
  }

  @Override
  public synchronized Set<Digest> missing(Set<Digest> digests) {
    Set<Digest> missing = new HashSet<>(digests);
    missing.removeIf(digest -> use(digest).isPresent());
    return missing;
  }

  private Optional<Blob> use(Digest digest) {
    @Nullable Blob held = pinned.get(digest);
    if (held != null) {
      return Optional.of(held);
    }
    Optional<Blob> found = free.get(digest);
    found.ifPresent(blob -> free.put(digest, blob, timeToLive));
    return found;
  }

  /// Pins all of `digests`, if they are there.
  ///
  /// @return those that are missing: then nothing was pinned
  synchronized Set<Digest> pinIfComplete(Set<Digest> digests) {
    Set<Digest> missing = missing(digests);
    if (missing.isEmpty()) {
      pin(digests);
    }
    return missing;
  }

  /// Pins `digests`, those that are missing as soon as they are written.
  synchronized void pin(Set<Digest> digests) {
    for (Digest digest : digests) {
      if (holders.merge(digest, 1, Integer::sum) == 1) {
        free.get(digest).ifPresent(blob -> pinned.put(digest, blob));
        free.remove(digest);
      }
    }
  }

  /// Takes back one pin of each.
  synchronized void unpin(Set<Digest> digests) {
    for (Digest digest : digests) {
      if (holders.merge(digest, -1, Integer::sum) == 0) {
        holders.remove(digest);
        @Nullable Blob blob = pinned.remove(digest);
        if (blob != null) {
          free.put(digest, blob, timeToLive);
        }
      }
    }
  }

  synchronized boolean isPinned(Digest digest) {
    return pinned.containsKey(digest);
  }
}
