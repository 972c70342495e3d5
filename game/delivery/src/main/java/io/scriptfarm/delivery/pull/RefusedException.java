package io.scriptfarm.delivery.pull;

import java.io.IOException;

/// An answer that is an error.
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }

  /// Whether the same request may be answered in another way soon: the service is overloaded or
  /// starting.
  boolean mayPass() {
    return status / 100 == 5 || status == 429 || status == 408;
  }
}
