package io.scriptfarm.compiler.engine;

/// A call was stopped because it used more memory than allowed. Its session is lost.
public final class HeapLimitException extends EngineException {
  private static final long serialVersionUID = 1L;

  private final String limit;

  HeapLimitException(String what, String limit) {
    super(what + " was stopped: it needed more than " + limit);
    this.limit = limit;
  }

  /// How much it may be, and what raises that.
  public String limit() {
    return limit;
  }
}
