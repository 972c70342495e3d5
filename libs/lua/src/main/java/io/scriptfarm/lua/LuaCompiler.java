package io.scriptfarm.lua;

import io.scriptfarm.contract.Blob;

/// Compiles Lua text to bytecode of one format, with debug information: lines, names of locals and
/// upvalues, the chunk's name. Without it errors have no line.
///
/// The same text and name give the same bytes, in every process. Thread-safe.
public interface LuaCompiler {
  /// Compiles a file. Text only: what begins as bytecode does is refused unread.
  ///
  /// @param lua the bytes of the file; a byte order mark and a first line with `#` are passed over,
  ///     as `lua` does with files
  /// @param chunkName as Lua shows it in errors: `@relative/path.lua` for a file
  Result compile(Blob lua, String chunkName);

  /// What became of a Lua text.
  sealed interface Result {}

  /// The bytecode.
  record Dump(Blob bytecode) implements Result {}

  /// The text is not valid in this dialect. TSTL sometimes writes such.
  ///
  /// @param line counted from 1; 1 if the compiler did not say
  /// @param message without the position
  record NotLua(int line, String message) implements Result {}
}
