package io.scriptfarm.runtime.pull;

import io.scriptfarm.contract.wire.Backoff;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where a farm is, and how it is asked.
///
/// @param cache the address of its cache-service
/// @param token for a farm that has an access file; never sent to anybody else
/// @param connectTimeout for one connection
/// @param backoff between attempts; one that brought something along does not count
public record FarmAddress(
    URI cache, Optional<String> token, Duration connectTimeout, Backoff backoff) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  public FarmAddress {
    if (cache.getHost() == null || !List.of("http", "https").contains(cache.getScheme())) {
      throw new IllegalArgumentException(
          "the farm's address is \"" + cache + "\"; it is like http://host:8081");
    }
  }

  /// Without a token; five seconds to connect, about 15 seconds of attempts.
  public static FarmAddress of(URI cache) {
    return new FarmAddress(cache, Optional.empty(), CONNECT_TIMEOUT, Backoff.STANDARD);
  }

  public FarmAddress withToken(String secret) {
    return new FarmAddress(cache, Optional.of(secret), connectTimeout, backoff);
  }

  public FarmAddress withConnectTimeout(Duration timeout) {
    return new FarmAddress(cache, token, timeout, backoff);
  }

  public FarmAddress withBackoff(Backoff other) {
    return new FarmAddress(cache, token, connectTimeout, other);
  }

  /// Without the token, which is secret.
  @Override
  public String toString() {
    return cache.toString();
  }
}
