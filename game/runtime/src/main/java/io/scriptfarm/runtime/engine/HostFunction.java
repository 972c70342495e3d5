package io.scriptfarm.runtime.engine;

import org.jspecify.annotations.Nullable;

/// A function in Java that scripts call.
@FunctionalInterface
public interface HostFunction {
  /// @return null, a boolean, a number, a string, a table or function of the same engine, or maps
  ///     and lists, which become new tables
  /// @throws HostException whose message becomes a Lua error; so does any other exception
  @Nullable Object call(Arguments arguments);
}
