package io.scriptfarm.client;

import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.contract.wire.MalformedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;

/// Asks a service of a farm: what fails is tried again, after pauses that grow, a bounded number of
/// times. An address where nothing answers fails at once, or is waited for as a service that is
/// started again. Safe for concurrent use; blocks.
record Waits(Backoff backoff, boolean forRestarts) {
  /// From 77 s to two and a half minutes: longer than a farm takes to start.
  static final Backoff FOR_A_RESTART =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), 80);

  @FunctionalInterface
  interface Exchange<T> {
    T run() throws FarmException, IOException;
  }

  /// The answer of the service at `address`.
  ///
  /// @throws FarmException.Unreachable when nothing answers, and that is not waited for
  <T> T ask(URI address, Exchange<T> exchange) throws FarmException {
    for (int failures = 1; ; failures++) {
      Exception cause;
      try {
        return exchange.run();
      } catch (MalformedException e) {
        throw new FarmException(address + " does not answer like a farm: " + e.getMessage(), e);
      } catch (FarmException.Refused e) {
        if (e.status() != 503 && e.status() != 429) {
          throw e;
        }
        cause = e;
      } catch (FarmException.Unreachable e) {
        if (!forRestarts) {
          throw e;
        }
        cause = e;
      } catch (IOException e) {
        cause = e;
      }
      pause(address, failures, cause);
    }
  }

  /// Waits after so many failures in a row.
  ///
  /// @throws FarmException when that was the last one that is allowed
  void pause(URI address, int failures, Exception cause) throws FarmException {
    if (Thread.currentThread().isInterrupted()) {
      throw new FarmException("interrupted while waiting for " + address, cause);
    }
    if (!backoff.allows(failures)) {
      throw cause instanceof FarmException.Refused refused
          ? refused
          : new FarmException(
              address + " did not come back (" + cause.getMessage() + "); see ./farm status",
              cause);
    }
    try {
      backoff.pause(failures, asked(cause));
    } catch (InterruptedIOException e) {
      throw new FarmException("interrupted while waiting for " + address, e);
    }
  }

  /// How long a service without room asks to be left alone.
  private static Duration asked(Exception cause) {
    return cause instanceof FarmException.Refused refused
        ? refused.retryAfter().orElse(Duration.ZERO)
        : Duration.ZERO;
  }
}
