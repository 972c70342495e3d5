package io.scriptfarm.attacks;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutcomeIndex;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Damaged blobs, as a store treats them: a blob seems to be there until somebody reads it; then it
/// is found out, and is gone until it is written again. Safe for concurrent use.
final class Damage {
  private final Set<Digest> damaged = ConcurrentHashMap.newKeySet();
  private final Set<Digest> gone = ConcurrentHashMap.newKeySet();
  private final Set<Digest> found = ConcurrentHashMap.newKeySet();
  private final Set<Digest> written = ConcurrentHashMap.newKeySet();

  /// Damages a blob.
  void damage(Digest blob) {
    damaged.add(blob);
  }

  /// Every blob that was written so far.
  Set<Digest> written() {
    return Set.copyOf(written);
  }

  /// Whether somebody found that the blob was damaged.
  boolean isFound(Digest blob) {
    return found.contains(blob);
  }

  ArtifactStore in(ArtifactStore store) {
    return new ArtifactStore() {
      @Override
      public Map<Digest, Blob> read(Set<Digest> digests) {
        Set<Digest> bad = new HashSet<>(digests);
        bad.retainAll(damaged);
        found.addAll(bad);
        gone.addAll(bad);
        damaged.removeAll(bad);
        Map<Digest, Blob> sound = new HashMap<>(store.read(digests));
        sound.keySet().removeAll(gone);
        return sound;
      }

      @Override
      public void write(Collection<Blob> blobs) {
        store.write(blobs);
        for (Blob blob : blobs) {
          written.add(blob.digest());
          damaged.remove(blob.digest());
          gone.remove(blob.digest());
        }
      }

      @Override
      public Set<Digest> missing(Set<Digest> digests) {
        Set<Digest> missing = new HashSet<>(digests);
        missing.retainAll(gone);
        missing.addAll(store.missing(digests));
        return missing;
      }
    };
  }

  OutcomeIndex in(OutcomeIndex outcomes) {
    return new OutcomeIndex() {
      @Override
      public Map<CompileKey, Settled> find(Set<CompileKey> keys) {
        Map<CompileKey, Settled> found = new HashMap<>(outcomes.find(keys));
        found.values().removeIf(outcome -> outcome.blobs().stream().anyMatch(gone::contains));
        return found;
      }

      @Override
      public void record(Map<CompileKey, Settled> more) {
        outcomes.record(more);
      }
    };
  }
}
