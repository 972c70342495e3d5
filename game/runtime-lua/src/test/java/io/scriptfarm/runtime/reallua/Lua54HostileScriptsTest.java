package io.scriptfarm.runtime.reallua;

import io.scriptfarm.runtime.engine.HostileScripts;
import io.scriptfarm.runtime.engine.ScriptEngine;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;

@DisplayName("R33 hostile scripts in Lua 5.4")
class Lua54HostileScriptsTest extends HostileScripts {
  @Override
  protected ScriptEngine engine(LongSupplier nanos) {
    return RealLuaEngines.of(RealLua.LUA54, nanos);
  }

  @Override
  protected Map<String, String> otherwise() {
    return Map.ofEntries(
        Map.entry("recursion", ABORTED),
        Map.entry("recursion through __call", HOLDS_UP),
        Map.entry("recursion through __tostring", "C stack overflow"),
        Map.entry("overflows of Java's stack again and again", HOLDS_UP),
        Map.entry("a circle of __index", "'__index' chain too long; possible loop"),
        Map.entry("a circle of __newindex", "'__newindex' chain too long; possible loop"),
        Map.entry("format with a huge width", "invalid conversion specification: '%999d'"),
        Map.entry("sort with an order that is none", "invalid order function for sorting"),
        Map.entry("the metatable of strings", "attempt to index a boolean value"),
        Map.entry("unpack of a million", ABORTED),
        Map.entry("unpack of more than numbers", ABORTED));
  }
}
