package io.scriptfarm.runtime.source;

import java.util.Optional;

/// Where scripts come from. Safe for concurrent use; never blocks.
@FunctionalInterface
public interface ScriptSupply {
  /// The youngest state of all scripts, the same object until there is a younger one; empty until
  /// there was a first one.
  Optional<ScriptTree> newest();
}
