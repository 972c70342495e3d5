package io.scriptfarm.compiler.engine;

/// A call was stopped because it used more memory than allowed. Its session is lost.
public final class HeapLimitException extends EngineException {
  private static final long serialVersionUID = 1L;

  HeapLimitException(String what, String limit) {
    super(what + " was stopped: it used more memory than " + limit);
  }
}
