package io.scriptfarm.runtime.source;

import io.scriptfarm.runtime.script.LuaScriptSystem;
import io.scriptfarm.runtime.script.ScriptVersion;
import java.util.HashMap;
import java.util.Map;

/// Keeps a game's scripts as a supply has them. A script is replaced when its own file changed, or
/// a module that it has required. Files that are gone change nothing: what runs goes on.
///
/// Belongs to the game's main thread.
public final class LiveScripts {
  private final LuaScriptSystem system;
  private final ScriptSupply supply;
  private final SourceLines lines = new SourceLines();
  private final Map<String, TreeModules> known = new HashMap<>(); // by script
  private long generation;

  public LiveScripts(LuaScriptSystem system, ScriptSupply supply) {
    this.system = system;
    this.supply = supply;
  }

  /// Takes what came since the last time, all at once. To be called between two ticks; costs
  /// nothing when nothing came. The next tick replaces the scripts.
  ///
  /// @return the generation that the scripts are of; 0 before the first one
  public long take() {
    ScriptTree tree = supply.newest().orElse(null);
    if (tree == null || tree.generation() <= generation) {
      return generation;
    }
    generation = tree.generation();
    for (String path : tree.files().keySet()) {
      ScriptTree.scriptOf(path).ifPresent(name -> take(name, path, tree));
    }
    return generation;
  }

  private void take(String name, String path, ScriptTree tree) {
    TreeModules before = known.get(name);
    if (before == null || !before.follows(tree)) {
      TreeModules modules = new TreeModules(path, tree, lines);
      known.put(name, modules);
      tree.chunk(path)
          .ifPresent(
              chunk ->
                  system.load(new ScriptVersion(name, tree.generation(), chunk, modules, modules)));
    }
  }
}
