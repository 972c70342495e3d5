package io.scriptfarm.worker.execute;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.patience.Patience;
import io.scriptfarm.store.memory.MemoryStore;
import io.scriptfarm.worker.artifact.CachedContents;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// The backends of a worker in memory, which write down the order of what they are asked to do.
final class Farm {
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

  final MemoryStore store = new MemoryStore(Duration.ofDays(1), CLOCK);
  final List<String> effects = Collections.synchronizedList(new ArrayList<>());
  final List<Completion> completions = Collections.synchronizedList(new ArrayList<>());
  final AtomicLong compiled = new AtomicLong();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final WorkerMeters meters = new WorkerMeters(registry, compiled::addAndGet);
  private int storesUntilOutage = Integer.MAX_VALUE;

  /// The store answers so many times that outcomes are recorded, and then no more.
  Farm failingAfter(int batches) {
    storesUntilOutage = batches;
    return this;
  }

  WorkerPorts ports() {
    return ports("worker-1");
  }

  /// Of one of several workers.
  WorkerPorts ports(String worker) {
    return new WorkerPorts(
        contents(),
        new Outcomes(),
        new ClaimKeeper(new RecordedClaims()),
        new Marks(store.claims(), new Patience(Duration.ZERO, CLOCK), worker),
        store.attempts(),
        store.quarantine(),
        completion -> {
          effects.add("completion");
          completions.add(completion);
        },
        () -> true,
        () -> {});
  }

  CachedContents contents() {
    return new CachedContents(new Artifacts(), 1 << 20);
  }

  /// Claims for the build, and gives those that another build could claim now.
  Set<CompileKey> free(Set<CompileKey> keys) {
    return store.claims().claim(keys, "another build", Duration.ofSeconds(1));
  }

  private final class Artifacts implements ArtifactStore {
    @Override
    public Map<Digest, Blob> read(Set<Digest> digests) {
      return store.artifacts().read(digests);
    }

    @Override
    public void write(Collection<Blob> blobs) {
      effects.add("blobs");
      store.artifacts().write(blobs);
    }

    @Override
    public Set<Digest> missing(Set<Digest> digests) {
      return store.artifacts().missing(digests);
    }
  }

  private final class Outcomes implements OutcomeIndex {
    @Override
    public Map<CompileKey, Settled> find(Set<CompileKey> keys) {
      return store.outcomes().find(keys);
    }

    @Override
    public void record(Map<CompileKey, Settled> outcomes) {
      if (storesUntilOutage-- == 0) {
        throw new StoreUnavailableException("the store is away", new IOException("reset"));
      }
      effects.add("outcomes");
      store.outcomes().record(outcomes);
    }
  }

  private final class RecordedClaims implements Claims {
    @Override
    public Set<CompileKey> claim(Set<CompileKey> keys, String owner, Duration lease) {
      return store.claims().claim(keys, owner, lease);
    }

    @Override
    public Set<CompileKey> held(Set<CompileKey> keys, String owner) {
      return store.claims().held(keys, owner);
    }

    @Override
    public void release(Set<CompileKey> keys, String owner) {
      effects.add("claims");
      store.claims().release(keys, owner);
    }
  }
}
