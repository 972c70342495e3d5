package io.scriptfarm.runtime.luaj;

import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.engine.HostileScripts;
import io.scriptfarm.runtime.engine.ScriptEngine;
import java.util.Map;
import java.util.function.LongSupplier;

class HostileScriptsTest extends HostileScripts {
  @Override
  protected ScriptEngine engine(LongSupplier nanos) {
    return new LuaJEngine(EngineLimits.STANDARD, _ -> false, nanos);
  }

  @Override
  protected Map<String, String> otherwise() {
    return Map.of();
  }
}
