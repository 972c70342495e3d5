package io.scriptfarm.store;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.store.BlobTable.Access;
import io.scriptfarm.store.RedisLink.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `o:` entries. A look-up takes two round trips, one for the outcomes and one for all of
/// their blobs, as long as the outcomes fit one batch.
final class RedisOutcomeIndex implements OutcomeIndex {
  private static final int BATCH_BYTES = 4 * 1024 * 1024;
  private static final int BATCH_ENTRIES = 500;
  static final String CORRUPT = "outcomes.corrupt";

  private final RedisLink redis;
  private final BlobTable blobs;
  private final Counters counters;
  private final Duration ttl;

  RedisOutcomeIndex(RedisLink redis, BlobTable blobs, Counters counters, Duration ttl) {
    this.redis = redis;
    this.blobs = blobs;
    this.counters = counters;
    this.ttl = ttl;
  }

  @Override
  public Map<CompileKey, Settled> find(Set<CompileKey> keys) {
    Map<CompileKey, Settled> found = HashMap.newHashMap(keys.size());
    read(keys, ttl, (key, outcome, value) -> found.put(key, outcome));
    Set<Digest> named = new HashSet<>();
    found.values().forEach(outcome -> named.addAll(outcome.blobs()));
    Set<Digest> existing = blobs.existing(named, Access.USE);
    found.values().removeIf(outcome -> !existing.containsAll(outcome.blobs()));
    return found;
  }

  @Override
  public void record(Map<CompileKey, Settled> outcomes) {
    List<Entry> sealed =
        outcomes.entrySet().stream()
            .map(
                outcome ->
                    new Entry(
                        Keys.outcome(outcome.getKey()),
                        SealedOutcome.seal(outcome.getKey(), outcome.getValue()),
                        ttl))
            .toList();
    List<Entry> batch = new ArrayList<>();
    long bytes = 0;
    for (Entry entry : sealed) {
      if (bytes + entry.value().length > BATCH_BYTES || batch.size() == BATCH_ENTRIES) {
        redis.set(batch);
        batch.clear();
        bytes = 0;
      }
      batch.add(entry);
      bytes += entry.value().length;
    }
    if (!batch.isEmpty()) {
      redis.set(batch);
    }
  }

  /// Takes an outcome and its stored form.
  @FunctionalInterface
  interface Sink {
    void accept(CompileKey key, Settled outcome, byte[] value);
  }

  /// Gives the sound ones of the outcomes to `sink`, whether they are complete or not, and drops
  /// the others; gives their number.
  long read(Collection<CompileKey> keys, Duration refresh, Sink sink) {
    long dropped = 0;
    List<CompileKey> left = List.copyOf(keys);
    int most = BATCH_ENTRIES;
    while (!left.isEmpty()) {
      List<CompileKey> batch = left.subList(0, Math.min(left.size(), most));
      List<CompileKey> next = new ArrayList<>();
      List<@Nullable Object> answers =
          redis.read(batch.stream().map(Keys::outcome).toList(), refresh, BATCH_BYTES);
      for (int i = 0; i < answers.size(); i++) {
        CompileKey key = batch.get(i);
        switch (answers.get(i)) {
          case byte[] value -> dropped += open(key, value, sink);
          case Long size when size <= BATCH_BYTES -> next.add(key);
          case Long _ ->
              dropped +=
                  redis.get(Keys.outcome(key)).map(value -> open(key, value, sink)).orElse(0L);
          case null, default -> {}
        }
      }
      most = next.size() < batch.size() ? BATCH_ENTRIES : Math.max(1, most / 2);
      next.addAll(left.subList(batch.size(), left.size()));
      left = next;
    }
    return dropped;
  }

  private long open(CompileKey key, byte[] value, Sink sink) {
    return SealedOutcome.open(key, value)
        .map(
            outcome -> {
              sink.accept(key, outcome, value);
              return 0L;
            })
        .orElseGet(
            () -> {
              long dropped = drop(key, value) ? 1 : 0;
              if (dropped > 0) {
                counters.add(CORRUPT, dropped);
              }
              return dropped;
            });
  }

  /// Drops the outcome if it still has this stored form.
  boolean drop(CompileKey key, byte[] value) {
    return redis.callForNumber(
            Scripts.DELETE_IF_SAME, List.of(Keys.outcome(key)), BlobTable.sha1(value))
        == 1;
  }
}
