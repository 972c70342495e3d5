package io.scriptfarm.runtime.replay;

import java.util.List;
import java.util.Map;

/// The lines of a recording, each as JSON: a head, then one line for each tick.
final class Recorded {
  private Recorded() {}

  /// @param engine the Lua, as {@link io.scriptfarm.runtime.engine.ScriptEngine#name}
  /// @param seed of all chance
  /// @param components the names of those that the hashes are about
  record Head(String engine, long seed, List<String> components) {}

  /// @param inputs taken before the tick, in order
  /// @param seconds the length of the tick
  /// @param instructions of all scripts in this tick
  /// @param hash after the tick
  record Tick(List<Input> inputs, double seconds, long instructions, String hash) {}

  record Input(String kind, Map<String, Object> data) {}
}
