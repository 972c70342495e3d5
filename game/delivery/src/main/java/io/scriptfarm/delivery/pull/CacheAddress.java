package io.scriptfarm.delivery.pull;

import io.scriptfarm.contract.wire.Backoff;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where a farm's cache-service is, and how it is asked.
///
/// @param uri like `http://host:8090`
/// @param token for a farm that has an access file; never sent to anybody else
/// @param connectTimeout for one connection
/// @param backoff between attempts; one that brought something along does not count
public record CacheAddress(
    URI uri, Optional<String> token, Duration connectTimeout, Backoff backoff) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  public CacheAddress {
    if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
      throw new IllegalArgumentException(
          "the cache-service's address is \"" + uri + "\"; it is like http://host:8090");
    }
  }

  /// Without a token; five seconds to connect, about 15 seconds of attempts.
  public static CacheAddress of(URI uri) {
    return new CacheAddress(uri, Optional.empty(), CONNECT_TIMEOUT, Backoff.STANDARD);
  }

  public CacheAddress withToken(String secret) {
    return new CacheAddress(uri, Optional.of(secret), connectTimeout, backoff);
  }

  public CacheAddress withConnectTimeout(Duration timeout) {
    return new CacheAddress(uri, token, timeout, backoff);
  }

  public CacheAddress withBackoff(Backoff other) {
    return new CacheAddress(uri, token, connectTimeout, other);
  }

  /// Without the token, which is secret.
  @Override
  public String toString() {
    return uri.toString();
  }
}
