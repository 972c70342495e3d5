package io.scriptfarm.runtime.engine;

/// A chunk is not run; the message says why, with the line where Lua's compiler stopped.
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message);
  }
}
