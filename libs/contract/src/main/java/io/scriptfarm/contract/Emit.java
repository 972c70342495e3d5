package io.scriptfarm.contract;

/// What a build makes of its scripts.
public enum Emit {
  LUA,
  /// JavaScript for previews: what TypeScript means, without an engine and without Lua (requirement
  /// R8).
  JS
}
