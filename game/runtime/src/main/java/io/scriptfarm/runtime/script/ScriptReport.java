package io.scriptfarm.runtime.script;

import java.util.Map;

/// What one entity's script took since it began.
///
/// @param state what becomes of it now
/// @param instructions as in {@link io.scriptfarm.runtime.engine.Allowance}
/// @param nanos all of its calls together
/// @param longestNanos its longest call
/// @param memory bytes that it holds, about, as of the last look; 0 before the first one
/// @param messages of its last different errors, each with how often it came
public record ScriptReport(
    String script,
    long entity,
    long generation,
    State state,
    long calls,
    long instructions,
    long nanos,
    long longestNanos,
    long failures,
    long reloads,
    long memory,
    Map<String, Long> messages) {
  public ScriptReport {
    messages = Map.copyOf(messages);
  }

  /// Whether a script is called.
  public enum State {
    RUNS,
    WAITS,
    /// By the host or by a script.
    OFF,
    /// By the system, for what it did.
    DISABLED,
    /// It could not be loaded.
    BROKEN
  }
}
