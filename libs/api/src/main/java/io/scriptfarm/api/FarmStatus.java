package io.scriptfarm.api;

import io.scriptfarm.contract.WorkerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the farm is doing (requirement R9).
///
/// @param verdict {@link #OK}, or what keeps builds from going on
/// @param queue absent while the broker is away
/// @param cache absent while Redis is away
/// @param counters what was counted since the farm's Redis began, by name
/// @param builds the latest of all gateways, youngest first
public record FarmStatus(
    String verdict,
    List<WorkerStatus> workers,
    Optional<UnfinishedJobs> queue,
    Optional<CacheContents> cache,
    Map<String, Long> counters,
    List<BuildStatus> builds) {
  /// The verdict on a farm on which builds go on.
  public static final String OK = "ok";

  public FarmStatus {
    workers = List.copyOf(workers);
    counters = Map.copyOf(counters);
    builds = List.copyOf(builds);
  }

  /// How many jobs wait or run, by lane.
  public record UnfinishedJobs(long interactive, long bulk) {}

  /// What the farm's Redis holds at the moment. Sizes are in bytes, as stored (compressed).
  ///
  /// @param exact whether everything was counted; else the first four figures are extrapolated from
  ///     a sample
  /// @param redisUsedBytes the memory that Redis uses
  /// @param redisMaxBytes its limit, if it has one
  /// @param redisEvictedKeys how many entries it had to give up for lack of memory
  /// @param counters as {@link FarmStatus#counters}
  public record CacheContents(
      long blobs,
      long blobBytes,
      long outcomes,
      long claims,
      boolean exact,
      long redisUsedBytes,
      Optional<Long> redisMaxBytes,
      long redisEvictedKeys,
      Map<String, Long> counters) {
    public CacheContents {
      counters = Map.copyOf(counters);
    }
  }

  /// A build.
  ///
  /// @param state `running` or `finished`
  /// @param seconds how long it took; 0 while it runs
  public record BuildStatus(
      String id,
      String config,
      String state,
      Instant started,
      ScriptCounts tally,
      double seconds) {}

  /// How far a build is.
  ///
  /// @param scripts how many there are; 0 until the project is planned
  /// @param took absent while the build runs
  public record ScriptCounts(
      int scripts, int compiled, int cached, int failed, Optional<Duration> took) {}
}
