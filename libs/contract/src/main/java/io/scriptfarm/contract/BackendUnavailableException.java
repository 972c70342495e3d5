package io.scriptfarm.contract;

/// A backend did not answer, or refused for lack of room; the operation may or may not have
/// happened. It says nothing about the work that needed it, which may be tried again.
public abstract sealed class BackendUnavailableException extends RuntimeException
    permits StoreUnavailableException, QueueUnavailableException {
  private static final long serialVersionUID = 1L;

  BackendUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
