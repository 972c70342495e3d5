package io.scriptfarm.runtime.reallua;

import static java.util.Objects.requireNonNull;

import io.scriptfarm.runtime.engine.MemoryWalk;
import org.jspecify.annotations.Nullable;

/// Has Lua look at what a script holds.
final class RealMemoryWalk implements MemoryWalk {
  private final RealLuaEngine engine;
  private final RealFunction walk;
  private long bytes;

  RealMemoryWalk(RealLuaEngine engine, RealTable environment, @Nullable RealTable exports) {
    this.engine = engine;
    this.walk = (RealFunction) requireNonNull(engine.prelude("walk", 1, environment, exports)[0]);
  }

  @Override
  public boolean go(int objects) {
    @Nullable Object[] result = engine.quietly(walk, 2, (double) objects);
    bytes = result[1] instanceof Double sum ? sum.longValue() : bytes;
    return Boolean.TRUE.equals(result[0]);
  }

  @Override
  public long bytes() {
    return bytes;
  }
}
