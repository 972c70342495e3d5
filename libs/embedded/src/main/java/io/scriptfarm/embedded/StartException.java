package io.scriptfarm.embedded;

/// A server did not start; the message ends with its last words and says what to do next.
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
