package io.scriptfarm.client;

import java.time.Duration;
import java.util.Optional;

/// The farm did not do what it was asked; the message says what to do next.
public class FarmException extends Exception {
  private static final long serialVersionUID = 1L;

  public FarmException(String message) {
    super(message);
  }

  public FarmException(String message, Throwable cause) {
    super(message, cause);
  }

  /// Nothing answers at the farm's address.
  public static final class Unreachable extends FarmException {
    private static final long serialVersionUID = 1L;

    public Unreachable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// The farm answered with an error. `status` is the HTTP status; `retryAfter` is when the farm
  /// wants to be asked again, where it says so.
  public static final class Refused extends FarmException {
    private static final long serialVersionUID = 1L;
    private final int status;
    private final transient Optional<Duration> retryAfter;

    public Refused(int status, String message, Optional<Duration> retryAfter) {
      super(message);
      this.status = status;
      this.retryAfter = retryAfter;
    }

    public Optional<Duration> retryAfter() {
      return retryAfter;
    }

    public int status() {
      return status;
    }
  }
}
