package io.scriptfarm.runtime.script;

import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.Modules;

/// A script as it was at one time.
///
/// @param name of the script
/// @param generation a higher one is younger
/// @param modules what its `require` finds, of the same generation
public record ScriptVersion(String name, long generation, Chunk chunk, Modules modules) {}
