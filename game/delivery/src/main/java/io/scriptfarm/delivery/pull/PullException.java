package io.scriptfarm.delivery.pull;

import java.util.concurrent.ExecutionException;

/// A generation is not to be had, or not to be believed; the message says what to do.
public final class PullException extends Exception {
  private static final long serialVersionUID = 1L;

  PullException(String message) {
    super(message);
  }

  PullException(String message, Throwable cause) {
    super(message, cause);
  }

  /// What another thread failed with.
  static PullException of(ExecutionException other) {
    return switch (other.getCause()) {
      case PullException same -> same;
      case RuntimeException bug -> throw bug;
      case null, default -> throw new AssertionError(other);
    };
  }
}
