package io.scriptfarm.cache.pull;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Manifest.Artifact;
import io.scriptfarm.publication.Manifest.Entry;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.SignedManifest;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A generation as somebody may see it: nothing else is to be had through this. Immutable.
final class PublishedView {
  private final long generation;
  private final String json;
  private final Instant created;
  private final Map<ProjectPath, Entry> entries;
  private final Map<Digest, Artifact> artifacts;

  PublishedView(Release release, Manifest.View view) {
    this.generation = release.generation();
    SignedManifest signed = release.view(view);
    this.json = Json.write(signed);
    Manifest manifest = signed.unverified();
    this.created = manifest.created();
    this.entries =
        manifest.entries().stream().collect(Collectors.toMap(Entry::path, Function.identity()));
    Map<Digest, Artifact> byDigest = new LinkedHashMap<>();
    for (Entry entry : manifest.entries()) {
      entry.artifacts().values().forEach(artifact -> byDigest.put(artifact.digest(), artifact));
    }
    this.artifacts = byDigest;
  }

  long generation() {
    return generation;
  }

  Instant created() {
    return created;
  }

  /// The signed manifest, as JSON.
  String json() {
    return json;
  }

  /// The artifact of a file.
  ///
  /// @param kind as in {@link Entry}
  Optional<Artifact> file(ProjectPath path, String kind) {
    return Optional.ofNullable(entries.get(path)).map(entry -> entry.artifacts().get(kind));
  }

  Optional<Artifact> artifact(Digest digest) {
    return Optional.ofNullable(artifacts.get(digest));
  }

  /// The artifacts that another generation does not have.
  Set<Digest> beyond(PublishedView other) {
    Set<Digest> more = new HashSet<>(artifacts.keySet());
    more.removeAll(other.artifacts.keySet());
    return more;
  }

  /// Everything of one kind in a package.
  List<Artifact> pack(String name, String kind) {
    return entries.values().stream()
        .filter(entry -> entry.pack().filter(name::equals).isPresent())
        .sorted(java.util.Comparator.comparing(Entry::path))
        .flatMap(entry -> Optional.ofNullable(entry.artifacts().get(kind)).stream())
        .toList();
  }
}
