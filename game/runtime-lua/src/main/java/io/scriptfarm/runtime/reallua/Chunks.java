package io.scriptfarm.runtime.reallua;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.CompiledChunks;
import io.scriptfarm.runtime.engine.RefusedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Predicate;

/// Compiles chunks, and keeps them for other instances.
final class Chunks {
  private static final byte BYTECODE = 0x1B;

  private final RealLuaEngine engine;
  private final LuaC lua;
  private final Predicate<Digest> verified;
  private final CompiledChunks<MainChunk> compiled = new CompiledChunks<>();

  Chunks(RealLuaEngine engine, LuaC lua, Predicate<Digest> verified) {
    this.engine = engine;
    this.lua = lua;
    this.verified = verified;
  }

  /// @throws RefusedException when it is no Lua, or is bytecode that nobody vouches for
  MainChunk of(Chunk chunk) throws RefusedException {
    MainChunk known = compiled.find(chunk);
    if (known == null) {
      known = new MainChunk(chunk, read(chunk, "@" + chunk.name()));
      compiled.put(chunk, known);
    }
    return known;
  }

  /// The same once more, while the other one runs.
  RealFunction again(Chunk chunk) {
    try {
      return read(chunk, "@" + chunk.name());
    } catch (RefusedException e) {
      throw new AssertionError("it was compiled before", e);
    }
  }

  RealFunction read(Chunk chunk, String name) throws RefusedException {
    byte[] bytes = chunk.code().bytes();
    boolean isBytecode = bytes.length > 0 && bytes[0] == BYTECODE;
    if (isBytecode && !verified.test(chunk.code().digest())) {
      throw new RefusedException(chunk.name() + ": bytecode that no verified manifest names");
    }
    Object result =
        engine.aside(
            (state, values) -> {
              try (Arena arena = Arena.ofConfined()) {
                MemorySegment text = arena.allocate(Math.max(1, bytes.length));
                MemorySegment.copy(bytes, 0, text, ValueLayout.JAVA_BYTE, 0, bytes.length);
                int status =
                    lua.load(
                        state,
                        text.address(),
                        bytes.length,
                        arena.allocateFrom(name).address(),
                        arena.allocateFrom(isBytecode ? "b" : "t").address());
                return status == 0 ? values.function(state, -1) : values.read(state, -1);
              }
            });
    if (result instanceof RealFunction function) {
      return function;
    }
    throw new RefusedException(String.valueOf(result));
  }

  void clear() {
    compiled.clear();
  }
}
