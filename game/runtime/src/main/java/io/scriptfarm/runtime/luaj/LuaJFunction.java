package io.scriptfarm.runtime.luaj;

import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.CallEnd;
import io.scriptfarm.runtime.engine.ScriptFunction;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaValue;

/// A function of Lua that the host holds.
record LuaJFunction(LuaValue lua, LuaJEngine engine) implements ScriptFunction {
  @Override
  public CallEnd call(Allowance allowance, @Nullable Object... arguments) {
    return engine.call(lua, allowance, LuaJValues.toLua(arguments));
  }
}
