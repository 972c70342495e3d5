package io.scriptfarm.runtime.reallua;

import io.scriptfarm.runtime.engine.HostileScripts;
import io.scriptfarm.runtime.engine.ScriptEngine;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;

@DisplayName("R33 hostile scripts in LuaJIT")
class LuaJitHostileScriptsTest extends HostileScripts {
  @Override
  protected ScriptEngine engine(LongSupplier nanos) {
    return RealLuaEngines.of(RealLua.LUAJIT, nanos);
  }

  @Override
  protected Map<String, String> otherwise() {
    return Map.ofEntries(
        Map.entry("recursion through __index", ABORTED),
        Map.entry("recursion through __call", "attempt to call local 't' (a table value)"),
        Map.entry("recursion through __tostring", ABORTED),
        Map.entry("overflows of Java's stack again and again", ABORTED),
        Map.entry("format with a huge width", "invalid option '%999' to 'format'"),
        Map.entry("sort with an order that is none", "invalid order function for sorting"),
        Map.entry("the metatable of strings", "attempt to index a boolean value"),
        Map.entry("__pairs that never ends", HARMLESS));
  }
}
