package io.scriptfarm.client;

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

  /// The farm answered with an error. `status` is the HTTP status.
  public static final class Refused extends FarmException {
    private static final long serialVersionUID = 1L;
    private final int status;

    public Refused(int status, String message) {
      super(message);
      this.status = status;
    }

    public int status() {
      return status;
    }
  }
}
