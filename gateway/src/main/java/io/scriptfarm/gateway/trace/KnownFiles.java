package io.scriptfarm.gateway.trace;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.LinkJob;
import io.scriptfarm.contract.LinkJob.Artifact;
import io.scriptfarm.contract.LinkJob.Linked;
import io.scriptfarm.contract.OutcomeIndex;
import io.scriptfarm.contract.Project;
import io.scriptfarm.trace.LuaFile;
import io.scriptfarm.trace.SourceMaps;
import io.scriptfarm.trace.TracedFiles;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the builds of the farm wrote, for whoever reads tracebacks: by project, or by artifact.
/// What was asked for last stays in memory. Thread-safe.
public final class KnownFiles {
  private static final long MAX_FILES = 100_000; // about 30 MB
  private static final long MAX_MAP_BYTES = 64L << 20;

  private final OutcomeIndex outcomes;
  private final SourceMaps maps;
  private final Cache<CompileKey, TracedFiles> projects =
      Caffeine.newBuilder()
          .maximumWeight(MAX_FILES)
          .<CompileKey, TracedFiles>weigher((key, files) -> 1 + files.count())
          .build();

  public KnownFiles(OutcomeIndex outcomes, ArtifactStore store) {
    this.outcomes = outcomes;
    this.maps = new SourceMaps(store, MAX_MAP_BYTES);
  }

  /// What a build of this project wrote; empty when the store knows no such build.
  Optional<TracedFiles> of(Project project) {
    CompileKey key = LinkJob.key(project);
    TracedFiles known = projects.getIfPresent(key);
    if (known != null) {
      return Optional.of(known);
    }
    if (outcomes.find(Set.of(key)).get(key) instanceof Linked linked) {
      List<LuaFile> files = linked.outputs().stream().map(LuaFile::of).toList();
      TracedFiles found = new TracedFiles(files, Map.of(), maps);
      projects.put(key, found);
      return Optional.of(found);
    }
    return Optional.empty();
  }

  /// The files of these artifacts, as far as they are known.
  ///
  /// @param named artifacts by the names that an engine gives them
  TracedFiles of(Map<Digest, LuaFile> artifacts, Map<String, Digest> named) {
    Map<String, LuaFile> chunks = new HashMap<>();
    named.forEach(
        (name, digest) -> {
          LuaFile file = artifacts.get(digest);
          if (file != null) {
            chunks.put(name, file);
          }
        });
    return new TracedFiles(artifacts.values(), chunks, maps);
  }

  /// Which files these artifacts are; those that no build wrote lately are absent.
  Map<Digest, LuaFile> find(Collection<Digest> artifacts) {
    Map<Digest, CompileKey> keys = new HashMap<>();
    artifacts.forEach(artifact -> keys.put(artifact, Artifact.key(artifact)));
    Map<CompileKey, Settled> found = outcomes.find(Set.copyOf(keys.values()));
    Map<Digest, LuaFile> files = new HashMap<>();
    keys.forEach(
        (artifact, key) -> {
          if (found.get(key) instanceof Artifact(var path, var script, Digest map)) {
            files.put(artifact, new LuaFile(path, script, Optional.of(map)));
          }
        });
    return files;
  }
}
