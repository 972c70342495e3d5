package io.scriptfarm.runtime.luaj;

import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.engine.RefusedException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.lib.OneArgFunction;

/// `require` of one script.
final class Require extends OneArgFunction {
  private final LuaJEngine engine;
  private final Modules modules;
  private final Globals environment;
  private final Map<String, LuaValue> loaded = new HashMap<>();
  private final Set<String> loading = new HashSet<>();

  Require(LuaJEngine engine, Modules modules, Globals environment) {
    this.engine = engine;
    this.modules = modules;
    this.environment = environment;
  }

  @Override
  public LuaValue call(LuaValue wanted) {
    String name = wanted.checkjstring();
    LuaValue there = loaded.get(name);
    if (there != null) {
      return there;
    }
    Chunk chunk = modules.find(name).orElseThrow(() -> refusal("module '" + name + "' not found"));
    if (!loading.add(name)) {
      throw refusal("loop or previous error loading module '" + name + "'");
    }
    try {
      engine.meter().charge(chunk.code().size());
      LuaValue value = new LuaClosure(compiled(chunk), environment).call();
      LuaValue result = value.isnil() ? LuaValue.TRUE : value;
      loaded.put(name, result);
      return result;
    } catch (RefusedException e) {
      throw refusal("error loading module '" + name + "': " + e.getMessage());
    } finally {
      loading.remove(name);
    }
  }

  /// Takes none of the script's time: the first one to ask for a module would pay for all.
  private Prototype compiled(Chunk chunk) throws RefusedException {
    long begin = engine.meter().now();
    Prototype prototype = engine.prototype(chunk);
    engine.meter().extend(engine.meter().now() - begin);
    return prototype;
  }

  private LuaError refusal(String message) {
    return new LuaFailure(LuaValue.valueOf(engine.meter().frames().place(1) + message));
  }
}
