package io.scriptfarm.compiler.engine;

/// A call that did not end well, by whose fault: the script's ([ScriptException]), or a limit's.
public abstract sealed class EngineException extends RuntimeException
    permits ScriptException, TimeLimitException, HeapLimitException {
  private static final long serialVersionUID = 1L;

  EngineException(String message) {
    super(message);
  }
}
