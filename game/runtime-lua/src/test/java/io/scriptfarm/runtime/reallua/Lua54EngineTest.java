package io.scriptfarm.runtime.reallua;

import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.runtime.engine.EngineContract;
import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.engine.ScriptEngine;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;

@DisplayName("R33 Lua 5.4 as an engine")
class Lua54EngineTest extends EngineContract {
  @Override
  protected ScriptEngine engine(EngineLimits limits, Predicate<Digest> verified) {
    return RealLuaEngines.of(RealLua.LUA54, limits, verified, System::nanoTime);
  }

  @Override
  protected byte[] bytecode(String lua, String name) {
    return RealLuaEngines.bytecode(BytecodeFormat.LUA54, lua, name);
  }
}
