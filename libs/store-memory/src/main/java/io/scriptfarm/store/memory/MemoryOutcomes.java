package io.scriptfarm.store.memory;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class MemoryOutcomes implements OutcomeIndex {
  private final MemoryBlobs blobs;
  private final Duration timeToLive;
  private final ExpiringMap<CompileKey, Settled> outcomes;

  MemoryOutcomes(MemoryBlobs blobs, Duration timeToLive, InstantSource clock) {
    this.blobs = blobs;
    this.timeToLive = timeToLive;
    this.outcomes = new ExpiringMap<>(clock);
  }

  @Override
  public synchronized Map<CompileKey, Settled> find(Set<CompileKey> keys) {
    Map<CompileKey, Settled> found = new HashMap<>();
    for (CompileKey key : keys) {
      Optional<Settled> outcome = outcomes.get(key);
      if (outcome.isPresent()) {
        outcomes.put(key, outcome.get(), timeToLive);
        if (blobs.missing(outcome.get().blobs()).isEmpty()) {
          found.put(key, outcome.get());
        }
      }
    }
    return found;
  }

  @Override
  public synchronized void record(Map<CompileKey, Settled> more) {
    more.forEach(
        (key, outcome) -> {
          int size = Json.write(outcome).getBytes(StandardCharsets.UTF_8).length;
          if (size > MAX_OUTCOME_BYTES) {
            throw new PayloadTooLargeException("the outcome " + key, size, MAX_OUTCOME_BYTES);
          }
        });
    more.forEach((key, outcome) -> outcomes.put(key, outcome, timeToLive));
  }
}
