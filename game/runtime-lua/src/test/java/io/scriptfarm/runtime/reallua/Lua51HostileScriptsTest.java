package io.scriptfarm.runtime.reallua;

import io.scriptfarm.runtime.engine.HostileScripts;
import io.scriptfarm.runtime.engine.ScriptEngine;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;

@DisplayName("R33 hostile scripts in Lua 5.1")
class Lua51HostileScriptsTest extends HostileScripts {
  @Override
  protected ScriptEngine engine(LongSupplier nanos) {
    return RealLuaEngines.of(RealLua.LUA51, nanos);
  }

  @Override
  protected Map<String, String> otherwise() {
    return Map.ofEntries(
        Map.entry(
            "coroutines kept for ever", "bad argument #1 to 'create' (Lua function expected)"),
        Map.entry("goto for ever", REFUSED),
        Map.entry("recursion through __call", "attempt to call local 't' (a table value)"),
        Map.entry("recursion through __tostring", "C stack overflow"),
        Map.entry("overflows of Java's stack again and again", ABORTED),
        Map.entry("sort with an order that is none", "invalid order function for sorting"),
        Map.entry("the metatable of strings", "attempt to index a boolean value"),
        Map.entry("__pairs that never ends", HARMLESS));
  }
}
