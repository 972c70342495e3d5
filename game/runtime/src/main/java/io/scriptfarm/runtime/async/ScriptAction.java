package io.scriptfarm.runtime.async;

/// A message to the main thread.
///
/// @param message as {@link Messages} writes it
public record ScriptAction(ActionKind kind, String message) {
  /// What a message is about.
  public enum ActionKind {
    /// A script ended: `OK`, or `ERROR: ` and why.
    SCRIPT_RESULT,
    /// A variable changed, and a Lua function wants to know: handler, name, old and new value.
    CVAR_LUA,
    /// A worker wants a variable changed: name and value.
    CVAR_NATIVE,
    /// A worker wants a console command run: its line.
    CONSOLE
  }
}
