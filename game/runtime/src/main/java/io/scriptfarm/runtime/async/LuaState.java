package io.scriptfarm.runtime.async;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.CallEnd;
import io.scriptfarm.runtime.engine.Chunk;
import io.scriptfarm.runtime.engine.Library;
import io.scriptfarm.runtime.engine.Modules;
import io.scriptfarm.runtime.engine.RefusedException;
import io.scriptfarm.runtime.engine.ScriptEngine;
import io.scriptfarm.runtime.engine.ScriptFunction;
import io.scriptfarm.runtime.engine.ScriptInstance;
import java.util.List;
import java.util.Optional;

/// A Lua of its own, in which scripts run one after another and see each other's global variables.
/// Belongs to one thread at a time.
public final class LuaState implements AutoCloseable {
  private static final Chunk EXECUTE =
      new Chunk(
          "execute.lua",
          Blob.ofUtf8(
              """
              return {
                execute = function(text)
                  local script, why = load(text, "=script")
                  if not script then error(why, 0) end
                  local value = script()
                  return value ~= nil and tostring(value) or ""
                end
              }
              """));

  private final ScriptEngine engine;
  private final ScriptInstance instance;
  private final ScriptFunction execute;
  private final Allowance allowance;

  /// @param engine which the state closes
  /// @param allowance of one script
  public LuaState(ScriptEngine engine, List<Library> libraries, Allowance allowance) {
    this.engine = engine;
    this.allowance = allowance;
    try {
      this.instance = engine.prepare(EXECUTE, Modules.NONE, libraries);
    } catch (RefusedException e) {
      throw new IllegalStateException("an engine that is not Lua", e);
    }
    instance.run(allowance);
    this.execute = instance.function("execute").orElseThrow();
  }

  /// Runs a script; whatever it does is in the result.
  public ExecuteResult executeLuaBuffer(String script) {
    return result(execute.call(allowance, script));
  }

  /// Calls a global function.
  ///
  /// @return a failure when there is none
  public ExecuteResult callNamedHandler(String handler, Object... arguments) {
    Optional<ScriptFunction> function = instance.function(handler);
    return function.isPresent()
        ? result(function.get().call(allowance, arguments))
        : new ExecuteResult(false, "no function " + handler);
  }

  private static ExecuteResult result(CallEnd end) {
    return switch (end) {
      case CallEnd.Returned(String text, var _) -> new ExecuteResult(true, text);
      case CallEnd.Returned _ -> new ExecuteResult(true, "");
      default -> new ExecuteResult(false, end.problem().orElseThrow());
    };
  }

  @Override
  public void close() {
    instance.close();
    engine.close();
  }
}
