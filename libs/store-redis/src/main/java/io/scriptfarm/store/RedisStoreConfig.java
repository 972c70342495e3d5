package io.scriptfarm.store;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// How to reach Redis and how long entries live there.
///
/// @param uri `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS; with
///     several hosts by commas for a cluster; `redis-sentinel://` or `rediss-sentinel://` with
///     `#name` of the primary at its end for Sentinels
/// @param cluster whether the hosts are nodes of a cluster
/// @param tls for `rediss://` and `rediss-sentinel://`
/// @param timeToLive how long a blob outlives its last reading or writing, and an outcome its last
///     finding or recording; one for both, since an outcome without its blobs is no hit
/// @param commandTimeout how long any operation may wait for an answer of Redis
public record RedisStoreConfig(
    String uri, boolean cluster, Tls tls, Duration timeToLive, Duration commandTimeout) {
  /// Two weeks: a project that somebody works on is built more often than that.
  public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofDays(14);

  /// Redis answers in well under a millisecond; the largest blob over a slow network takes
  /// seconds.
  public static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofSeconds(5);

  /// Files of certificates and keys in PEM.
  ///
  /// @param trust who may sign the certificate of Redis; without it, who the JVM trusts
  /// @param certificate what this client shows of itself, with its `key`; without it, nothing
  public record Tls(Optional<Path> trust, Optional<Path> certificate, Optional<Path> key) {
    /// Trusts whom the JVM trusts, and shows nothing.
    public static final Tls DEFAULT = new Tls(Optional.empty(), Optional.empty(), Optional.empty());

    public Tls {
      if (certificate.isPresent() != key.isPresent()) {
        throw new IllegalArgumentException(
            "farm.redis.tls.certificate and farm.redis.tls.key belong together; give both, or none");
      }
    }
  }

  public RedisStoreConfig {
    requirePositive("timeToLive", timeToLive);
    requirePositive("commandTimeout", commandTimeout);
  }

  /// One Redis, or one that Sentinels name.
  public RedisStoreConfig(String uri, Duration timeToLive, Duration commandTimeout) {
    this(uri, false, Tls.DEFAULT, timeToLive, commandTimeout);
  }

  /// The Redis at `uri`, with the defaults.
  public static RedisStoreConfig of(String uri) {
    return new RedisStoreConfig(uri, DEFAULT_TIME_TO_LIVE, DEFAULT_COMMAND_TIMEOUT);
  }

  public RedisStoreConfig withCluster(boolean isOne) {
    return new RedisStoreConfig(uri, isOne, tls, timeToLive, commandTimeout);
  }

  public RedisStoreConfig withTls(Tls files) {
    return new RedisStoreConfig(uri, cluster, files, timeToLive, commandTimeout);
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(
          name + " must be at least a millisecond, it is " + duration);
    }
  }

  /// Where Redis is, without the credentials; for messages and logs.
  String address() {
    String authority = URI.create(uri).getAuthority();
    if (authority == null) {
      return "redis";
    }
    String hosts = authority.substring(authority.lastIndexOf('@') + 1);
    return hosts.contains(":") ? hosts : hosts + ":6379";
  }

  @Override
  public String toString() {
    return "RedisStoreConfig[%s, timeToLive=%s, commandTimeout=%s]"
        .formatted(address(), timeToLive, commandTimeout);
  }
}
