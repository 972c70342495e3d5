package io.scriptfarm.client;

import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.contract.wire.MalformedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Asks the services of a farm, and waits for one that is away: what fails is tried again, after
/// pauses that grow, a bounded number of times. Whoever listens hears once for whom it waits.
///
/// An address where nothing answers is waited for only if a service is known to be there: it
/// answered before, or the gateway just gave the address. Safe for concurrent use; blocks.
final class Waits {
  /// From 77 s to two and a half minutes: longer than a farm takes to start.
  static final Backoff FOR_A_RESTART =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), 80);

  // A connection that was cut stands again before the fourth failure.
  private static final int WORTH_TELLING = 4;

  private final Backoff backoff;
  private final boolean forRestarts;
  private final Consumer<String> listener;
  private final Set<URI> present = ConcurrentHashMap.newKeySet();

  /// Whom to ask.
  record Service(String name, URI address) {
    static Service gateway(URI address) {
      return new Service("the gateway", address);
    }

    static Service cache(URI address) {
      return new Service("the cache-service", address);
    }

    @Override
    public String toString() {
      return name + " at " + address;
    }
  }

  @FunctionalInterface
  interface Exchange<T> {
    T run() throws FarmException, IOException;
  }

  private Waits(Backoff backoff, boolean forRestarts, Consumer<String> listener) {
    this.backoff = backoff;
    this.forRestarts = forRestarts;
    this.listener = listener;
  }

  /// For connections that are lost; an address where nothing answers fails at once.
  static Waits forConnections(Backoff backoff) {
    return new Waits(backoff, false, waiting -> {});
  }

  /// Also for services that are started again.
  static Waits forRestarts(Backoff backoff, Consumer<String> listener) {
    return new Waits(backoff, true, listener);
  }

  /// Notes that `service` is there, whether or not it answers now.
  void expect(Service service) {
    if (forRestarts) {
      present.add(service.address());
    }
  }

  /// The answer of `service`.
  ///
  /// @throws FarmException.Unreachable when nothing answers, and nothing is known to be there
  <T> T ask(Service service, Exchange<T> exchange) throws FarmException {
    for (int failures = 1; ; failures++) {
      Exception cause;
      try {
        T answer = exchange.run();
        expect(service);
        return answer;
      } catch (MalformedException e) {
        throw new FarmException(
            service.address() + " does not answer like a farm: " + e.getMessage(), e);
      } catch (FarmException.Refused e) {
        expect(service);
        if (e.status() != 503 && e.status() != 429) {
          throw e;
        }
        cause = e;
      } catch (FarmException.Unreachable | IOException e) {
        cause = e;
      }
      pause(service, failures, cause);
    }
  }

  /// Waits after so many failures in a row.
  ///
  /// @throws FarmException when that was the last one that is allowed
  void pause(Service service, int failures, Exception cause) throws FarmException {
    if (cause instanceof FarmException.Unreachable unreachable
        && !present.contains(service.address())) {
      throw unreachable;
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new FarmException("interrupted while waiting for " + service, cause);
    }
    if (!backoff.allows(failures)) {
      throw cause instanceof FarmException.Refused refused
          ? refused
          : new FarmException(
              service
                  + " did not come back ("
                  + cause.getMessage()
                  + "); see ./farm status, and run the same command again: what is done is kept",
              cause);
    }
    if (failures == WORTH_TELLING) {
      listener.accept("waiting for " + service + ": " + cause.getMessage());
    }
    try {
      backoff.pause(failures, asked(cause));
    } catch (InterruptedIOException e) {
      throw new FarmException("interrupted while waiting for " + service, e);
    }
  }

  /// How long a service without room asks to be left alone.
  private static Duration asked(Exception cause) {
    return cause instanceof FarmException.Refused refused
        ? refused.retryAfter().orElse(Duration.ZERO)
        : Duration.ZERO;
  }
}
