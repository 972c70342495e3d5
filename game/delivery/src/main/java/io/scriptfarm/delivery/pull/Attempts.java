package io.scriptfarm.delivery.pull;

import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.contract.wire.MalformedException;
import java.io.IOException;
import java.io.InterruptedIOException;

/// The attempts of one operation: bounded, with pauses between them. Confined to a thread.
final class Attempts {
  private final String what;
  private final Backoff backoff;
  private final PullMeters meters;
  private int failures;

  /// @param what is to be had, for messages
  Attempts(String what, Backoff backoff, PullMeters meters) {
    this.what = what;
    this.backoff = backoff;
    this.meters = meters;
  }

  /// Something arrived, so that it is worth going on.
  void progressed() {
    failures = 0;
  }

  /// Returns when it is time for another attempt.
  ///
  /// @throws PullException when there is to be none
  void failed(IOException why) throws PullException {
    failures++;
    boolean settled = why instanceof RefusedException refused && !refused.mayPass();
    if (settled || Thread.currentThread().isInterrupted() || !backoff.allows(failures)) {
      throw new PullException("cannot fetch " + what + ": " + reason(why), why);
    }
    meters.retries.increment();
    try {
      backoff.pause(failures);
    } catch (InterruptedIOException e) {
      throw new PullException("interrupted while fetching " + what, e);
    }
  }

  private static String reason(IOException why) {
    return why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
  }

  /// One exchange, again until it succeeds.
  <T> T until(Exchange<T> exchange) throws PullException {
    while (true) {
      try {
        return exchange.run();
      } catch (MalformedException e) {
        failed(new IOException(e.getMessage(), e));
      } catch (IOException e) {
        failed(e);
      }
    }
  }

  @FunctionalInterface
  interface Exchange<T> {
    T run() throws IOException;
  }
}
