package io.scriptfarm.delivery.replication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Service;
import io.scriptfarm.publication.SignedManifest;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A generation as a game server serves it: nothing but what its replicated manifest names, by path
/// (requirement R21). Thread-safe.
final class ServedGeneration {
  private final Manifest manifest;
  private final ByteBuffer message;
  private final Map<ProjectPath, Manifest.Entry> entries;
  private final List<ProjectPath> first;
  private final Function<Digest, Optional<PackedScript>> artifacts;

  // What several clients fetch at a time is in memory once.
  private final Map<Digest, WeakReference<PackedScript>> inUse = new ConcurrentHashMap<>();

  /// @throws IllegalArgumentException when the manifest is not for clients, or too large to send
  ServedGeneration(SignedManifest signed, Function<Digest, Optional<PackedScript>> artifacts) {
    this.manifest = signed.unverified();
    if (!isForClients(manifest)) {
      throw new IllegalArgumentException(
          "generation "
              + manifest.generation()
              + " is not as clients may see it; take the REPLICATED view");
    }
    this.message = Codec.encode(PackedManifest.pack(signed));
    if (message.remaining() > Codec.MAX_MANIFEST_BYTES) {
      throw new IllegalArgumentException("the manifest packs to more than 16 MiB");
    }
    this.entries = byPath(manifest);
    this.first = first(manifest);
    this.artifacts = artifacts;
  }

  /// Whether a manifest holds nothing that runs on servers alone, and says so.
  static boolean isForClients(Manifest manifest) {
    return manifest.view() == Manifest.View.REPLICATED
        && manifest.entries().stream()
            .allMatch(entry -> entry.replicate() && entry.runContext().onClients());
  }

  static Map<ProjectPath, Manifest.Entry> byPath(Manifest manifest) {
    return manifest.entries().stream()
        .collect(Collectors.toUnmodifiableMap(Manifest.Entry::path, entry -> entry));
  }

  /// What clients need before all else.
  static List<ProjectPath> first(Manifest manifest) {
    return manifest.entries().stream()
        .filter(entry -> entry.service() == Service.REPLICATED_FIRST)
        .map(Manifest.Entry::path)
        .toList();
  }

  long generation() {
    return manifest.generation();
  }

  /// The `ScriptManifest`, encoded once for all clients.
  ByteBuffer message() {
    return message.duplicate();
  }

  List<ProjectPath> first() {
    return first;
  }

  Optional<Manifest.Entry> entry(ProjectPath path) {
    return Optional.ofNullable(entries.get(path));
  }

  Optional<Digest> digest(ProjectPath path, String kind) {
    return entry(path).map(entry -> entry.artifacts().get(kind)).map(Manifest.Artifact::digest);
  }

  /// Reads an artifact; may block.
  Optional<PackedScript> read(Digest digest) {
    WeakReference<PackedScript> known = inUse.get(digest);
    PackedScript shared = known == null ? null : known.get();
    if (shared != null) {
      return Optional.of(shared);
    }
    Optional<PackedScript> read = artifacts.apply(digest).filter(it -> it.digest().equals(digest));
    read.ifPresent(script -> inUse.put(digest, new WeakReference<>(script)));
    return read;
  }
}
