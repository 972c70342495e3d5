package io.scriptfarm.orchestration.publish;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeJob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.SaveJob.Saved;
import io.scriptfarm.orchestration.publish.RecentBuilds.RecentBuild;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Manifest.Artifact;
import io.scriptfarm.publication.Manifest.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Puts scripts that were saved, and are not checked yet, in the place of what was published of
/// them: where nothing else can change by it. What may is left to the build.
final class SavedScripts {
  private static final Pattern REQUIRE = Pattern.compile("require\\(\\s*([^)]*)\\)");

  private final ArtifactStore store;

  SavedScripts(ArtifactStore store) {
    this.store = store;
  }

  /// The entries of the next generation; empty where a save alone does not tell them.
  Optional<List<Entry>> replace(RecentBuild before, Map<ProjectPath, Saved> saved) {
    if ("require-minimal".equals(before.plan().options().get("luaLibImport"))) {
      return Optional.empty(); // each script may change the library
    }
    Set<ProjectPath> open = new HashSet<>(saved.keySet());
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : before.manifest().entries()) {
      Saved next = entry.script().map(saved::get).orElse(null);
      if (next == null) {
        entries.add(entry);
        continue;
      }
      ProjectPath script = entry.script().orElseThrow();
      Optional<Entry> replaced =
          open.remove(script) ? replaced(before, entry, script, next) : Optional.empty();
      if (replaced.isEmpty()) {
        return Optional.empty();
      }
      entries.add(replaced.get());
    }
    return open.isEmpty() ? Optional.of(entries) : Optional.empty();
  }

  private Optional<Entry> replaced(
      RecentBuild before, Entry entry, ProjectPath script, Saved saved) {
    List<OutputFile> lua = saved.outputs().stream().filter(OutputFile::lua).toList();
    String said = before.plan().placement().pragmas().get(script);
    // Where the script belongs must not change unnoticed: clients may be given it.
    if (lua.size() != 1 || !saved.pragma().equals(Optional.ofNullable(said))) {
      return Optional.empty();
    }
    NavigableMap<String, Artifact> artifacts = artifacts(lua.getFirst(), saved);
    Artifact old = entry.artifacts().get(Manifest.LUA);
    return artifacts.keySet().equals(entry.artifacts().keySet())
            && old != null
            && requiresNoMore(old.digest(), lua.getFirst().digest())
        ? Optional.of(
            new Entry(
                entry.path(),
                entry.script(),
                entry.service(),
                entry.runContext(),
                entry.replicate(),
                entry.pack(),
                artifacts))
        : Optional.empty();
  }

  private static NavigableMap<String, Artifact> artifacts(OutputFile lua, Saved saved) {
    NavigableMap<String, Artifact> artifacts = new TreeMap<>();
    artifacts.put(Manifest.LUA, new Artifact(lua.digest(), lua.size()));
    lua.map().ifPresent(map -> artifacts.put(Manifest.MAP, new Artifact(map, Optional.empty())));
    saved
        .bytecode()
        .ifPresent(
            dumps -> {
              if (dumps.chunks().get(lua.path())
                  instanceof BytecodeJob.Loadable(Digest digest, long size)) {
                artifacts.put(dumps.format().id(), new Artifact(digest, size));
              }
            });
    return artifacts;
  }

  /// Whether the new Lua loads no module that the old did not: that one may not be published.
  private boolean requiresNoMore(Digest old, Digest next) {
    Map<Digest, Blob> texts = store.read(Set.of(old, next));
    Blob before = texts.get(old);
    Blob after = texts.get(next);
    return before != null && after != null && required(before).containsAll(required(after));
  }

  private static Set<String> required(Blob lua) {
    return REQUIRE
        .matcher(lua.utf8())
        .results()
        .map(call -> call.group(1))
        .collect(Collectors.toUnmodifiableSet());
  }
}
