package io.scriptfarm.compiler.engine;

import java.time.Duration;

/// A call was stopped because it took longer than its session's time limit.
public final class TimeLimitException extends EngineException {
  private static final long serialVersionUID = 1L;

  private final Duration limit;

  TimeLimitException(String what, Duration limit) {
    super(what + " was stopped after its time limit of " + limit.toMillis() + " ms");
    this.limit = limit;
  }

  /// How long it may take.
  public Duration limit() {
    return limit;
  }
}
