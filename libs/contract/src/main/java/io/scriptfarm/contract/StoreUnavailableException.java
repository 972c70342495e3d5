package io.scriptfarm.contract;

/// The store did not answer; the operation may or may not have happened.
public final class StoreUnavailableException extends BackendUnavailableException {
  private static final long serialVersionUID = 1L;

  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
