package io.scriptfarm.runtime.reallua;

import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.CallEnd;
import io.scriptfarm.runtime.engine.ScriptFunction;
import org.jspecify.annotations.Nullable;

/// A function of Lua.
final class RealFunction extends Held implements ScriptFunction {
  RealFunction(RealLuaEngine engine, int slot, long identity) {
    super(engine, slot, identity);
  }

  @Override
  public CallEnd call(Allowance allowance, @Nullable Object... arguments) {
    return engine().call(this, allowance, arguments);
  }
}
