package io.scriptfarm.compiler.engine;

import java.time.Duration;

/// A call took longer than its session's time limit. It was stopped, or left to itself where it
/// cannot be.
public final class TimeLimitException extends EngineException {
  private static final long serialVersionUID = 1L;

  private final Duration limit;
  private final boolean stopped;

  TimeLimitException(String what, Duration limit, boolean stopped) {
    super(
        what
            + (stopped ? " was stopped after" : " cannot be stopped after")
            + " its time limit of "
            + limit.toMillis()
            + " ms");
    this.limit = limit;
    this.stopped = stopped;
  }

  /// Whether it has ended; if not, the engine is {@link JsEngine#isStuck stuck}.
  public boolean isStopped() {
    return stopped;
  }

  /// How long it may take.
  public Duration limit() {
    return limit;
  }
}
