package io.scriptfarm.runtime.reallua;

import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.runtime.engine.EngineContract;
import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.engine.ScriptEngine;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;

@DisplayName("R33 LuaJIT as an engine")
class LuaJitEngineTest extends EngineContract {
  @Override
  protected ScriptEngine engine(EngineLimits limits, Predicate<Digest> verified) {
    return RealLuaEngines.of(RealLua.LUAJIT, limits, verified, System::nanoTime);
  }

  @Override
  protected byte[] bytecode(String lua, String name) {
    return RealLuaEngines.bytecode(BytecodeFormat.LUAJIT, lua, name);
  }
}
