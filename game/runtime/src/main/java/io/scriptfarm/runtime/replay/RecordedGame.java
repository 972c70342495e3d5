package io.scriptfarm.runtime.replay;

import io.scriptfarm.runtime.script.LuaScriptSystem;
import io.scriptfarm.runtime.world.World;
import java.util.Map;

/// A game as a recorder and a replay see it. Both have it take its inputs in the same way, so
/// nothing can come in beside them.
public interface RecordedGame {
  LuaScriptSystem scripts();

  World world();

  /// Takes what comes from outside: what a player does, a generation of scripts, a new entity.
  ///
  /// @param kind as the game calls it
  /// @param data of JSON
  void take(String kind, Map<String, Object> data);
}
