package io.scriptfarm.store;

import java.net.URI;
import java.time.Duration;

/// How to reach Redis and how long entries live there.
///
/// @param uri `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS
/// @param timeToLive how long a blob outlives its last reading or writing, and an outcome its last
///     finding or recording; one for both, since an outcome without its blobs is no hit
/// @param commandTimeout how long any operation may wait for an answer of Redis
public record RedisStoreConfig(String uri, Duration timeToLive, Duration commandTimeout) {
  /// Two weeks: a project that somebody works on is built more often than that.
  public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofDays(14);

  /// Redis answers in well under a millisecond; the largest blob over a slow network takes
  /// seconds.
  public static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofSeconds(5);

  public RedisStoreConfig {
    requirePositive("timeToLive", timeToLive);
    requirePositive("commandTimeout", commandTimeout);
  }

  /// The Redis at `uri`, with the defaults.
  public static RedisStoreConfig of(String uri) {
    return new RedisStoreConfig(uri, DEFAULT_TIME_TO_LIVE, DEFAULT_COMMAND_TIMEOUT);
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          name + " must be at least a millisecond, it is " + duration);
    }
  }

  /// Where Redis is, without the credentials; for messages and logs.
  String address() {
    URI parsed = URI.create(uri);
    return parsed.getHost() == null
        ? "redis"
        : parsed.getHost() + ":" + (parsed.getPort() < 0 ? 6379 : parsed.getPort());
  }

  @Override
  public String toString() {
    return "RedisStoreConfig[%s, timeToLive=%s, commandTimeout=%s]"
        .formatted(address(), timeToLive, commandTimeout);
  }
}
