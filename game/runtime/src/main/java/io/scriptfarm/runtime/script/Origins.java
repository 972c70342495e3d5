package io.scriptfarm.runtime.script;

import java.util.Optional;

/// Says where Lua comes from. Called on the main thread.
@FunctionalInterface
public interface Origins {
  /// Of Lua that somebody wrote as Lua.
  Origins NONE = (_, _) -> Optional.empty();

  /// @param chunk its name, as in error messages
  /// @param line of the Lua, from 1
  Optional<Origin> of(String chunk, int line);

  /// A place in TypeScript.
  ///
  /// @param file relative to the project
  /// @param line from 1
  record Origin(String file, int line) {
    /// As in `src/door.ts:7`.
    @Override
    public String toString() {
      return file + ":" + line;
    }
  }
}
