package io.scriptfarm.runtime.luaj;

import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.CallEnd;
import io.scriptfarm.runtime.engine.MemoryWalk;
import io.scriptfarm.runtime.engine.ScriptFunction;
import io.scriptfarm.runtime.engine.ScriptInstance;
import io.scriptfarm.runtime.engine.ScriptTable;
import java.util.Optional;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;

/// A script's environment in LuaJ.
final class LuaJInstance implements ScriptInstance {
  private final LuaJEngine engine;
  private final Globals environment;
  private final Coroutines coroutines;
  private final LuaClosure main;
  private LuaValue exports = LuaValue.NIL;

  LuaJInstance(LuaJEngine engine, Prototype main, Globals environment, Coroutines coroutines) {
    this.engine = engine;
    this.environment = environment;
    this.coroutines = coroutines;
    this.main = new LuaClosure(main, environment);
  }

  @Override
  public CallEnd run(Allowance allowance) {
    CallEnd end = engine.call(main, allowance, LuaValue.NONE);
    if (end instanceof CallEnd.Returned(LuaJValues.Table table, var _)) {
      exports = table.lua();
    }
    return end;
  }

  @Override
  public Optional<ScriptFunction> function(String name) {
    LuaValue exported = exports.istable() ? exports.checktable().rawget(name) : LuaValue.NIL;
    LuaValue found = exported.isfunction() ? exported : environment.rawget(name);
    return found.isfunction() ? Optional.of(new LuaJFunction(found, engine)) : Optional.empty();
  }

  @Override
  public ScriptTable globals() {
    return new LuaJValues.Table(environment, engine);
  }

  @Override
  public MemoryWalk walk() {
    return new GraphWalk(environment, exports);
  }

  @Override
  public void close() {
    coroutines.dismissAll();
  }
}
