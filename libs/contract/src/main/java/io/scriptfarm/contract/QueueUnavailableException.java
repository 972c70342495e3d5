package io.scriptfarm.contract;

/// The queue did not answer; the operation may or may not have happened.
public final class QueueUnavailableException extends BackendUnavailableException {
  private static final long serialVersionUID = 1L;

  public QueueUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
