package io.scriptfarm.compiler.engine;

/// The script threw, or does not parse. The session can be used further.
public final class ScriptException extends EngineException {
  private static final long serialVersionUID = 1L;

  private final String scriptStack;

  public ScriptException(String message, String scriptStack) {
    super(message);
    this.scriptStack = scriptStack;
  }

  /// The script's own stack trace as the engine words it; empty if it threw something without one.
  public String scriptStack() {
    return scriptStack;
  }
}
