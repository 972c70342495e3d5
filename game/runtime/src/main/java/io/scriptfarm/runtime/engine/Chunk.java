package io.scriptfarm.runtime.engine;

import io.scriptfarm.contract.Blob;

/// Lua text or bytecode.
///
/// @param name what error messages call it, as in `scripts/door.lua`
public record Chunk(String name, Blob code) {}
