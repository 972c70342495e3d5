package io.scriptfarm.runtime.reallua;

import io.scriptfarm.runtime.engine.Chunk;
import java.util.function.Function;

/// A compiled chunk, which all instances of a script share: its function gets the environment of
/// one before it runs, and what it makes keeps that.
final class MainChunk {
  private final Chunk chunk;
  private final RealFunction function;
  private boolean runs;

  MainChunk(Chunk chunk, RealFunction function) {
    this.chunk = chunk;
    this.function = function;
  }

  /// Runs it in an environment. It cannot stop in the middle and go on later, as a coroutine does.
  <T> T in(RealTable environment, RealLuaEngine engine, Function<RealFunction, T> run) {
    if (runs) {
      return run.apply(engine.bound(engine.chunks().again(chunk), environment));
    }
    runs = true;
    try {
      return run.apply(engine.bound(function, environment));
    } finally {
      runs = false;
    }
  }
}
