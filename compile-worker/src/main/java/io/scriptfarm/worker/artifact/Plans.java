package io.scriptfarm.worker.artifact;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.wire.Json;
import java.util.Optional;

/// The plans of the builds that this worker had jobs of last, read once for all their units.
/// Thread-safe.
public final class Plans {
  private static final int KEPT = 8; // one of 10,000 scripts takes about 5 MB

  private final CachedContents contents;
  private final Cache<Digest, Plan> plans = Caffeine.newBuilder().maximumSize(KEPT).build();

  public Plans(CachedContents contents) {
    this.contents = contents;
  }

  /// Empty when the store has it no more.
  public Optional<Plan> find(Digest digest) {
    Plan known = plans.getIfPresent(digest);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Plan> read = contents.read(digest).map(blob -> Json.read(blob.bytes(), Plan.class));
    read.ifPresent(plan -> plans.put(digest, plan));
    return read;
  }
}
