package io.scriptfarm.cli.snapshot;

/// A folder cannot be taken as a snapshot; the message says what to change.
public final class SnapshotException extends Exception {
  private static final long serialVersionUID = 1L;

  public SnapshotException(String message) {
    super(message);
  }

  public SnapshotException(String message, Throwable cause) {
    super(message, cause);
  }
}
