package io.scriptfarm.runtime.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Lua that runs scripts apart from one another. Each instance of a script has an environment of
/// its own. No script reaches Java, files, processes, the network or another script, except by what
/// the host gives.
///
/// An engine and all that it made belong to one thread at a time.
public interface ScriptEngine extends AutoCloseable {
  /// The Lua's name, as in `luaj-3.0.1`.
  String name();

  /// An environment for a script; nothing of the script has run.
  ///
  /// @param modules what the script's `require` finds
  /// @param libraries what the script may call, each a global table
  /// @throws RefusedException when the chunk is no Lua, or is bytecode that nobody vouches for
  ScriptInstance prepare(Chunk chunk, Modules modules, List<Library> libraries)
      throws RefusedException;

  /// An empty table that may be given to any script of this engine.
  ScriptTable table();

  /// A value as this engine has it: maps and lists become tables, and so does a table of this
  /// engine, of which plain data are copied ({@link PlainData}). All else is unchanged.
  ///
  /// @param value null, a boolean, a number, a string, maps and lists of these, or a table
  /// @throws HostException when a table is in itself, or it is too much
  @Nullable Object copyOf(@Nullable Object value);

  @Override
  void close();
}
