package io.scriptfarm.runtime.script;

/// What the host may want to know of scripts.
public sealed interface ScriptEvent {
  /// Which script this is about.
  String script();

  /// An error that the script did not catch, or a call that was ended.
  ///
  /// @param error with how often it came so far
  record Failed(ScriptError error, long tick) implements ScriptEvent {
    @Override
    public String script() {
      return error.script();
    }

    public long entity() {
      return error.entity();
    }

    public Cause cause() {
      return error.cause();
    }
  }

  /// The script is not called for a while.
  ///
  /// @param until the first tick at which it is called again
  record Throttled(String script, long entity, long tick, long until, Cause cause)
      implements ScriptEvent {}

  /// The script is not called any more until it is enabled or replaced.
  record Disabled(String script, long entity, long tick, Cause cause) implements ScriptEvent {}

  /// A new version runs.
  record Reloaded(String script, long entity, long from, long to) implements ScriptEvent {}

  /// A new version does not run, and the one before goes on.
  record Refused(String script, long generation, String why) implements ScriptEvent {}

  /// A new version failed, and the one before is back.
  record RolledBack(String script, long entity, long from, long to, String why)
      implements ScriptEvent {}

  /// An entity wants a script that nobody has given.
  record Missing(String script, long entity) implements ScriptEvent {}

  /// A script's parameters are no JSON object; it has the last good ones, or none.
  record BadParameters(String script, long entity, String why) implements ScriptEvent {}

  /// Why something was done to a script.
  enum Cause {
    /// It failed by itself.
    ERROR,
    INSTRUCTIONS,
    TIME,
    MEMORY,
    STACK,
    /// What it took over many ticks.
    SCRIPT_ALLOWANCE,
    /// What all scripts of its owner took.
    OWNER_ALLOWANCE
  }
}
