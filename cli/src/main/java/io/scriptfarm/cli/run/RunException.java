package io.scriptfarm.cli.run;

/// The farm on this machine could not be started, changed or stopped; the message says what to do.
public sealed class RunException extends Exception {
  private static final long serialVersionUID = 1L;

  RunException(String message) {
    super(message);
  }

  RunException(String message, Throwable cause) {
    super(message, cause);
  }

  /// A process ended because somebody else had its port by the time it wanted it. With another
  /// port it may start.
  static final class PortTaken extends RunException {
    private static final long serialVersionUID = 1L;
    private final String process;

    PortTaken(String process, String message) {
      super(message);
      this.process = process;
    }

    String process() {
      return process;
    }
  }
}
