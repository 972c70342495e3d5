package io.scriptfarm.store;

import java.util.Map;
import java.util.Optional;

/// What the store holds at the moment. Sizes are in bytes, as stored (compressed).
///
/// @param exact whether everything was counted; else the first four figures are extrapolated from
///     a sample
/// @param redisUsedBytes the memory that Redis uses
/// @param redisMaxBytes its limit, if it has one
/// @param redisEvictedKeys how many entries it had to give up for lack of memory
/// @param counters see {@link Counters}
public record StoreStatistics(
    long blobs,
    long blobBytes,
    long outcomes,
    long claims,
    boolean exact,
    long redisUsedBytes,
    Optional<Long> redisMaxBytes,
    long redisEvictedKeys,
    Map<String, Long> counters) {
  public StoreStatistics {
    counters = Map.copyOf(counters);
  }
}
