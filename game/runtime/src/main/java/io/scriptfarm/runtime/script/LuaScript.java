package io.scriptfarm.runtime.script;

/// The component that gives an entity a script.
///
/// @param script which one, by the name of its versions
/// @param order scripts with a lower one run first; those with the same run in order of entities
/// @param parameters JSON; the script's global `params`
/// @param owner who shares an allowance, as a player or a mod
public record LuaScript(String script, int order, String parameters, String owner) {
  /// The component's name.
  public static final String NAME = "LuaScript";

  /// First in order, without parameters, owned by the game.
  public static LuaScript of(String script) {
    return new LuaScript(script, 0, "{}", "game");
  }

  public LuaScript ordered(int order) {
    return new LuaScript(script, order, parameters, owner);
  }

  public LuaScript with(String parameters) {
    return new LuaScript(script, order, parameters, owner);
  }

  public LuaScript ownedBy(String owner) {
    return new LuaScript(script, order, parameters, owner);
  }
}
