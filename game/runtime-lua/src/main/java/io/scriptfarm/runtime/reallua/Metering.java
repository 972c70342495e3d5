package io.scriptfarm.runtime.reallua;

/// What an engine does about scripts that take too much.
public enum Metering {
  /// Counts instructions, looks at the clock, and holds memory below a bound. LuaJIT interprets, as
  /// compiled code counts nothing.
  COUNTED,
  /// Nothing: a script that does not end stops the server. LuaJIT compiles.
  TRUSTED
}
