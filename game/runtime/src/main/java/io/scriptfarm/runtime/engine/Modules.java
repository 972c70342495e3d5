package io.scriptfarm.runtime.engine;

import java.util.Optional;

/// What `require` finds. Each instance of a script runs a module once, in its own environment.
@FunctionalInterface
public interface Modules {
  /// There are none.
  Modules NONE = _ -> Optional.empty();

  /// @param name as the script says it, as in `lualib_bundle` or `ui.menu`
  Optional<Chunk> find(String name);
}
