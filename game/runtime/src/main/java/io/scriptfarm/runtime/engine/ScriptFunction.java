package io.scriptfarm.runtime.engine;

import org.jspecify.annotations.Nullable;

/// A function of a script. Equal to another one when Lua says so.
public interface ScriptFunction {
  /// Calls it. Never throws: whatever the script does is in the answer.
  ///
  /// A call inside of a call also spends what the outer one may.
  ///
  /// @param arguments null, booleans, numbers, strings, tables and functions of the same engine
  CallEnd call(Allowance allowance, @Nullable Object... arguments);
}
