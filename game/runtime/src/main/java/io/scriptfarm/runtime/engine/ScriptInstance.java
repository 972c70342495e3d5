package io.scriptfarm.runtime.engine;

import java.util.Optional;

/// A script in its own environment.
public interface ScriptInstance extends AutoCloseable {
  /// Runs the script's text, once. What it returns is what it exports.
  CallEnd run(Allowance allowance);

  /// A function that the script exports, or a global function of it.
  Optional<ScriptFunction> function(String name);

  /// The script's global variables.
  ScriptTable globals();

  /// Begins to measure what the script holds.
  MemoryWalk walk();

  /// Ends what the script left suspended. Nothing of it may be called afterwards.
  @Override
  void close();
}
