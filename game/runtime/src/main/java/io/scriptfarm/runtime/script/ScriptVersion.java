package io.scriptfarm.runtime.script;

import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.Modules;

/// A script as it was at one time.
///
/// @param name of the script
/// @param generation a higher one is younger
/// @param modules what its `require` finds, of the same generation
/// @param origins where its Lua comes from
public record ScriptVersion(
    String name, long generation, Chunk chunk, Modules modules, Origins origins) {

  /// Of Lua that somebody wrote as Lua.
  public ScriptVersion(String name, long generation, Chunk chunk, Modules modules) {
    this(name, generation, chunk, modules, Origins.NONE);
  }
}
