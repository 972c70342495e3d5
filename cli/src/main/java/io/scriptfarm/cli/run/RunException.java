package io.scriptfarm.cli.run;

/// The farm on this machine could not be started, changed or stopped; the message says what to do.
public final class RunException extends Exception {
  private static final long serialVersionUID = 1L;

  RunException(String message) {
    super(message);
  }

  RunException(String message, Throwable cause) {
    super(message, cause);
  }
}
