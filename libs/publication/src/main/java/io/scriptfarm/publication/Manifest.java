package io.scriptfarm.publication;

import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Toolchain;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a generation of a workspace consists of (requirement R20). Immutable: the same workspace
/// and number never mean anything else.
///
/// @param version of this form of a manifest: {@value #VERSION}
/// @param generation counts from 1; a later one has a higher number, and some are left out
/// @param view whose view it is: manifests for clients hold what clients may see
/// @param snapshot the project's state that was built
/// @param toolchain what compiled it
/// @param rollbackOf the earlier generation that this one repeats
/// @param cdn where artifacts are to be had besides the farm, as `{base}/{digest}` (requirement
///     R25)
/// @param entries by path, each path once
public record Manifest(
    int version,
    WorkspaceName workspace,
    long generation,
    View view,
    Instant created,
    Digest snapshot,
    Toolchain toolchain,
    Optional<Long> rollbackOf,
    List<URI> cdn,
    List<Entry> entries) {
  public static final int VERSION = 1;

  /// An artifact's kind: the Lua itself.
  public static final String LUA = "lua";

  /// An artifact's kind: the source map of the Lua.
  public static final String MAP = "map";

  public Manifest {
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "a manifest of version " + version + ", this is for version " + VERSION + "; update");
    }
    cdn = List.copyOf(cdn);
    entries = entries.stream().sorted(Comparator.comparing(Entry::path)).toList();
    if (entries.stream().map(Entry::path).distinct().count() < entries.size()) {
      throw new IllegalArgumentException("a manifest names a path twice");
    }
  }

  /// Who a manifest is for.
  public enum View {
    /// Game servers and whoever may see everything.
    FULL,
    /// Game clients: entries that replicate, without source maps.
    REPLICATED
  }

  /// A file of the generation.
  ///
  /// @param path where a build writes it, relative to the project
  /// @param script the TypeScript that it comes from; absent for libraries and bundles
  /// @param pack the name of the package that it is part of (requirement R25)
  /// @param artifacts by kind: {@link #LUA}, {@link #MAP}, or the id of a {@link BytecodeFormat}
  public record Entry(
      ProjectPath path,
      Optional<ProjectPath> script,
      Service service,
      RunContext runContext,
      boolean replicate,
      Optional<String> pack,
      NavigableMap<String, Artifact> artifacts) {
    public Entry {
      artifacts = java.util.Collections.unmodifiableNavigableMap(new TreeMap<>(artifacts));
      if (replicate && !runContext.onClients()) {
        throw new IllegalArgumentException(path + " runs on servers only, and is to replicate");
      }
    }

    private Entry forClients() {
      NavigableMap<String, Artifact> runnable = new TreeMap<>(artifacts);
      runnable.remove(MAP);
      return new Entry(path, Optional.empty(), service, runContext, true, pack, runnable);
    }
  }

  /// Content to pull; `size` in bytes, unpacked, absent for source maps.
  public record Artifact(Digest digest, Optional<Long> size) {
    public Artifact(Digest digest, long size) {
      this(digest, Optional.of(size));
    }
  }

  /// The same generation as game clients may know of it: nothing of server-only scripts, no source
  /// maps, no names of sources.
  public Manifest forClients() {
    return new Manifest(
        version,
        workspace,
        generation,
        View.REPLICATED,
        created,
        snapshot,
        toolchain,
        rollbackOf,
        cdn,
        entries.stream().filter(Entry::replicate).map(Entry::forClients).toList());
  }

  /// The same under another number.
  public Manifest numbered(long number) {
    return new Manifest(
        version, workspace, number, view, created, snapshot, toolchain, rollbackOf, cdn, entries);
  }

  /// Everything that must be there for the generation to run.
  public Set<Digest> blobs() {
    return artifacts().map(Artifact::digest).collect(Collectors.toUnmodifiableSet());
  }

  private Stream<Artifact> artifacts() {
    return entries.stream().flatMap(entry -> entry.artifacts().values().stream());
  }

  /// Whether both hold the same files in the same places, whatever they are called.
  public boolean holdsTheSameAs(Manifest other) {
    return entries.equals(other.entries) && cdn.equals(other.cdn);
  }

  /// What changes from `this` to `next`, by path.
  public Difference to(Manifest next) {
    Map<ProjectPath, Entry> before =
        entries.stream().collect(Collectors.toMap(Entry::path, entry -> entry));
    Map<ProjectPath, Entry> after =
        next.entries.stream().collect(Collectors.toMap(Entry::path, entry -> entry));
    return new Difference(
        after.keySet().stream().filter(path -> !before.containsKey(path)).sorted().toList(),
        before.keySet().stream().filter(path -> !after.containsKey(path)).sorted().toList(),
        after.values().stream()
            .filter(
                entry ->
                    before.containsKey(entry.path()) && !entry.equals(before.get(entry.path())))
            .map(Entry::path)
            .sorted()
            .toList());
  }

  /// Paths that only the later, only the earlier, and both with other content or placement have.
  public record Difference(
      List<ProjectPath> added, List<ProjectPath> removed, List<ProjectPath> changed) {
    public boolean none() {
      return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
    }
  }
}
