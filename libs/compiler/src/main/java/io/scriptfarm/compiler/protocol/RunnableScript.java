package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.ProjectPath;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A script with all that it imports, in both languages.
///
/// @param entry the name of the script's own module in Lua
/// @param crash why there is nothing of that: the compiler failed on it
public record RunnableScript(
    List<LuaModule> lua,
    List<JsModule> js,
    String entry,
    String luaTarget,
    Optional<String> crash) {

  /// @param name as `require` has it
  /// @param script absent for Lua that came as Lua
  public record LuaModule(
      String name, Optional<ProjectPath> script, String text, Optional<String> map) {}

  /// @param imports the modules' names by the words that the script imports them by
  public record JsModule(
      String name, String text, Optional<String> map, Map<String, String> imports) {}
}
