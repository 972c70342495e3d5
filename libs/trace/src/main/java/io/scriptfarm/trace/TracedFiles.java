package io.scriptfarm.trace;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.trace.ChunkNames.Match;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The Lua files that a traceback may speak of. Thread-safe.
public final class TracedFiles {
  private final ChunkNames<LuaFile> files;
  private final ChunkNames<LuaFile> chunks;
  private final ChunkNames<LuaFile> asTypeScript;
  private final List<LuaFile> bundles;
  private final SourceMaps maps;
  private final int count;
  private volatile @Nullable ChunkNames<String> bundledScripts; // made when first asked for

  /// @param files what the build wrote
  /// @param chunks files by names that the engine gives them, where those are not like their paths
  /// @param maps where their source maps are
  public TracedFiles(Collection<LuaFile> files, Map<String, LuaFile> chunks, SourceMaps maps) {
    Map<String, LuaFile> byPath = new LinkedHashMap<>();
    Map<String, LuaFile> byTypeScript = new HashMap<>();
    files.forEach(file -> byPath.put(file.path(), file));
    // What sourceMapTraceback prints: the Lua file's name, with another ending.
    files.stream()
        .filter(file -> file.script().isPresent())
        .forEach(file -> byTypeScript.put(file.path().replaceFirst("\\.[^./]*$", ".ts"), file));
    this.files = new ChunkNames<>(byPath);
    this.chunks = new ChunkNames<>(chunks);
    this.asTypeScript = new ChunkNames<>(byTypeScript);
    this.bundles =
        files.stream().filter(file -> file.script().isEmpty() && file.map().isPresent()).toList();
    this.maps = maps;
    this.count = files.size() + chunks.size();
  }

  /// How many files there are.
  public int count() {
    return count;
  }

  /// The Lua file that a text ends with the name of.
  Match<LuaFile> endOf(String text) {
    Match<LuaFile> named = chunks.endOf(text);
    return named instanceof Match.None ? files.endOf(text) : named;
  }

  /// The Lua file of a name.
  Match<LuaFile> of(String name) {
    Match<LuaFile> named = chunks.of(name);
    return named instanceof Match.None ? files.of(name) : named;
  }

  /// The script that a text ends with the name of, as TSTL's `sourceMapTraceback` names scripts.
  Match<String> scriptAtEndOf(String text) {
    return switch (asTypeScript.endOf(text)) {
      case Match.One<LuaFile>(LuaFile file, int start) ->
          new Match.One<>(file.script().map(ProjectPath::value).orElseThrow(), start);
      case Match.Several<LuaFile>(List<String> paths) -> new Match.Several<>(paths);
      case Match.None<LuaFile>() -> bundled().endOf(text);
    };
  }

  private ChunkNames<String> bundled() {
    ChunkNames<String> known = bundledScripts;
    if (known == null) {
      Map<String, String> scripts = new HashMap<>();
      for (LuaFile bundle : bundles) {
        bundle.map().flatMap(this::map).stream()
            .flatMap(map -> map.sources().stream())
            .map(bundle::resolve)
            .forEach(script -> scripts.put(script, script));
      }
      known = new ChunkNames<>(scripts);
      bundledScripts = known;
    }
    return known;
  }

  /// The source map of a file; empty when the store has it no more.
  Optional<SourceMap> map(Digest digest) {
    return Optional.ofNullable(maps.find(Set.of(digest)).get(digest));
  }
}
