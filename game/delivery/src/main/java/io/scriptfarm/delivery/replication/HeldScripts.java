package io.scriptfarm.delivery.replication;

import com.github.luben.zstd.Zstd;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.publication.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One generation, as far as a client holds it: what it names never changes, and scripts that are
/// required come to it. Every script is verified. Thread-safe.
public final class HeldScripts {
  private final Manifest manifest;
  private final Map<ProjectPath, Manifest.Entry> entries;
  private final List<String> kinds;
  private final Map<ProjectPath, PackedScript> scripts = new ConcurrentHashMap<>();

  HeldScripts(Manifest manifest, List<String> kinds) {
    this.manifest = manifest;
    this.entries = ServedGeneration.byPath(manifest);
    this.kinds = kinds;
  }

  /// The artifact of a path that this client takes.
  record Choice(String kind, Digest digest, int maxChunks) {}

  public long generation() {
    return manifest.generation();
  }

  /// What the generation consists of, as clients may know it.
  public Manifest manifest() {
    return manifest;
  }

  /// The script, if it is here already; {@link ReplicationClient#require} fetches it.
  public Optional<PackedScript> find(ProjectPath path) {
    return Optional.ofNullable(scripts.get(path));
  }

  /// The paths of what is here already.
  public Set<ProjectPath> held() {
    return Set.copyOf(scripts.keySet());
  }

  /// Empty when the generation has no such path, or nothing of it in a kind that the client takes.
  Optional<Choice> choice(ProjectPath path) {
    return Optional.ofNullable(entries.get(path))
        .flatMap(
            entry ->
                kinds.stream()
                    .flatMap(kind -> choice(kind, entry.artifacts().get(kind)).stream())
                    .findFirst());
  }

  private static Optional<Choice> choice(String kind, Manifest.@Nullable Artifact artifact) {
    if (artifact == null) {
      return Optional.empty();
    }
    int maxChunks =
        artifact
            .size()
            .map(size -> Math.ceilDiv(Zstd.compressBound(size), Codec.MAX_CHUNK_BYTES))
            .map(chunks -> (int) Math.min(chunks, Codec.MAX_CHUNKS))
            .orElse(Codec.MAX_CHUNKS);
    return Optional.of(new Choice(kind, artifact.digest(), maxChunks));
  }

  void add(ProjectPath path, PackedScript script) {
    scripts.put(path, script);
  }

  @Override
  public String toString() {
    return "HeldScripts[generation %d, %d of %d scripts]"
        .formatted(generation(), scripts.size(), entries.size());
  }
}
