package io.scriptfarm.delivery.pull;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.publication.Manifest;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The scripts of one generation, all there and all verified. Immutable, and in memory as they are
/// stored, packed: whoever has one may go on with it whatever becomes of the farm and of the disk.
public final class ScriptSet {
  private final VerifiedGeneration published;
  private final Map<ProjectPath, Manifest.Entry> entries;
  private final Map<Digest, PackedScript> scripts;

  ScriptSet(VerifiedGeneration published, Map<Digest, PackedScript> scripts) {
    this.published = published;
    this.entries =
        published.manifest().entries().stream()
            .collect(Collectors.toUnmodifiableMap(Manifest.Entry::path, Function.identity()));
    this.scripts = Map.copyOf(scripts);
  }

  public VerifiedGeneration published() {
    return published;
  }

  public long generation() {
    return published.generation();
  }

  /// The artifact of a file.
  ///
  /// @param path as the manifest has it, relative to where a build writes
  /// @param kind {@link Manifest#LUA}, `lua54`, …
  /// @return empty when the generation has no such file, or not of this kind, or the kind was not
  ///     wanted
  public Optional<Blob> load(ProjectPath path, String kind) {
    return Optional.ofNullable(entries.get(path))
        .map(entry -> entry.artifacts().get(kind))
        .flatMap(artifact -> find(artifact.digest()))
        .map(PackedScript::content);
  }

  /// An artifact by its digest, as it is stored and sent.
  public Optional<PackedScript> find(Digest digest) {
    return Optional.ofNullable(scripts.get(digest));
  }
}
