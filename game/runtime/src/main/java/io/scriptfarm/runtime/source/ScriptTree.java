package io.scriptfarm.runtime.source;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.runtime.engine.Chunk;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// All Lua files of a game at one time. Immutable.
///
/// @param generation a higher one is younger
/// @param files by their paths, as in `lib/task.lua`
public record ScriptTree(long generation, SortedMap<String, File> files) {
  private static final String ENDING = ".lua";

  public ScriptTree {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  public static ScriptTree of(long generation, Map<String, File> files) {
    return new ScriptTree(generation, new TreeMap<>(files));
  }

  /// @param lua text, or bytecode
  /// @param map the source map (ECMA-426), where there is one
  /// @param script the TypeScript that all of it comes from, where that is one file
  public record File(Blob lua, Optional<Blob> map, Optional<ProjectPath> script) {
    /// Lua that somebody wrote as Lua.
    public static File of(Blob lua) {
      return new File(lua, Optional.empty(), Optional.empty());
    }
  }

  Optional<Chunk> chunk(String path) {
    return Optional.ofNullable(files.get(path)).map(file -> new Chunk(path, file.lua()));
  }

  /// Whether both have the same Lua at a path, or none.
  boolean agreesWith(ScriptTree other, String path) {
    return lua(path).equals(other.lua(path));
  }

  private Optional<Blob> lua(String path) {
    return Optional.ofNullable(files.get(path)).map(File::lua);
  }

  /// Where `require` finds a module: `lib.task` is `lib/task.lua`.
  static String pathOf(String module) {
    return module.replace('.', '/') + ENDING;
  }

  /// What a component calls the script of a path: `npc/guard` for `npc/guard.lua`.
  static Optional<String> scriptOf(String path) {
    return path.endsWith(ENDING)
        ? Optional.of(path.substring(0, path.length() - ENDING.length()))
        : Optional.empty();
  }
}
