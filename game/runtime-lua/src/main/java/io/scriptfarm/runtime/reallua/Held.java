package io.scriptfarm.runtime.reallua;

import org.jspecify.annotations.Nullable;

/// A value of Lua that Java holds. Equal to another one when it is the same in Lua.
abstract sealed class Held permits RealTable, RealFunction {
  private final RealLuaEngine engine;
  private final int slot;
  private final long identity;

  Held(RealLuaEngine engine, int slot, long identity) {
    this.engine = engine;
    this.slot = slot;
    this.identity = identity;
    engine.references().until(this, slot);
  }

  final RealLuaEngine engine() {
    return engine;
  }

  final int slot() {
    return slot;
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof Held held && held.engine == engine && held.identity == identity;
  }

  @Override
  public final int hashCode() {
    return Long.hashCode(identity);
  }
}
