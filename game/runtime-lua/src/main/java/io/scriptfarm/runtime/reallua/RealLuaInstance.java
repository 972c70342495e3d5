package io.scriptfarm.runtime.reallua;

import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.CallEnd;
import io.scriptfarm.runtime.engine.MemoryWalk;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.engine.ScriptFunction;
import io.scriptfarm.runtime.engine.ScriptInstance;
import io.scriptfarm.runtime.engine.ScriptTable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A script's environment in real Lua.
final class RealLuaInstance implements ScriptInstance {
  private final RealLuaEngine engine;
  private final MainChunk main;
  private final Modules modules;
  private final int id;
  private final RealTable environment;
  private @Nullable RealTable exports;

  RealLuaInstance(
      RealLuaEngine engine, MainChunk main, Modules modules, int id, RealTable environment) {
    this.engine = engine;
    this.main = main;
    this.modules = modules;
    this.id = id;
    this.environment = environment;
  }

  RealTable environment() {
    return environment;
  }

  Modules modules() {
    return modules;
  }

  @Override
  public CallEnd run(Allowance allowance) {
    CallEnd end = main.in(environment, engine, function -> engine.call(function, allowance));
    if (end instanceof CallEnd.Returned(RealTable table, var _)) {
      exports = table;
    }
    return end;
  }

  @Override
  public Optional<ScriptFunction> function(String name) {
    RealTable exported = exports;
    if (exported != null && exported.get(name) instanceof RealFunction function) {
      return Optional.of(function);
    }
    return environment.get(name) instanceof RealFunction function
        ? Optional.of(function)
        : Optional.empty();
  }

  @Override
  public ScriptTable globals() {
    return environment;
  }

  @Override
  public MemoryWalk walk() {
    return new RealMemoryWalk(engine, environment, exports);
  }

  @Override
  public void close() {
    engine.forget(id);
  }
}
