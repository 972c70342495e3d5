package io.scriptfarm.delivery.replication;

import com.github.luben.zstd.Zstd;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.RunContext;
import io.scriptfarm.publication.Service;
import io.scriptfarm.publication.SignedManifest;
import io.scriptfarm.publication.SigningKey;
import io.scriptfarm.publication.TrustedKeys;
import io.scriptfarm.publication.WorkspaceName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// A workspace whose scripts tests change and publish.
final class Workspace {
  static final WorkspaceName NAME = new WorkspaceName("dungeon");

  final SigningKey key = SigningKey.generate();
  final Map<Digest, PackedScript> artifacts = new ConcurrentHashMap<>();
  private final NavigableMap<ProjectPath, Manifest.Entry> entries = new TreeMap<>();
  private long generation;

  static ProjectPath path(String value) {
    return new ProjectPath(value);
  }

  /// Bytes that do not get smaller, so that tests know how many chunks they take.
  static byte[] noise(long seed, int bytes) {
    byte[] noise = new byte[bytes];
    new Random(seed).nextBytes(noise);
    return noise;
  }

  Workspace put(String path, Service service, String text) {
    return put(path, service, text.getBytes(StandardCharsets.UTF_8));
  }

  Workspace put(String path, Service service, byte[] content) {
    Digest digest = Digest.of(content);
    try {
      artifacts.put(digest, PackedScript.verify(digest, Zstd.compress(content)));
    } catch (PackedScript.DamagedException e) {
      throw new AssertionError(e);
    }
    RunContext context = service.runContext();
    entries.put(
        path(path),
        new Manifest.Entry(
            path(path),
            Optional.empty(),
            service,
            context,
            context.onClients(),
            Optional.empty(),
            new TreeMap<>(Map.of(Manifest.LUA, new Manifest.Artifact(digest, content.length)))));
    return this;
  }

  Digest digest(String path) {
    return entries.get(path(path)).artifacts().get(Manifest.LUA).digest();
  }

  byte[] content(String path) {
    return artifacts.get(digest(path)).content().bytes();
  }

  /// The next generation with everything.
  Manifest next() {
    return manifest(++generation, NAME);
  }

  Manifest manifest(long number, WorkspaceName name) {
    return new Manifest(
        Manifest.VERSION,
        name,
        number,
        Manifest.View.FULL,
        Instant.EPOCH,
        Digest.ofUtf8("snapshot"),
        new Toolchain("6.0.2", "1.37.1", Digest.ofUtf8("toolchain")),
        Optional.empty(),
        List.of(),
        List.copyOf(entries.values()));
  }

  SignedManifest signed(Manifest manifest) {
    return SignedManifest.of(manifest, key);
  }

  long publish(ReplicationServer server) {
    server.publish(signed(next().forClients()), this::read);
    return generation;
  }

  Optional<PackedScript> read(Digest digest) {
    return Optional.ofNullable(artifacts.get(digest));
  }

  TrustedKeys keys() {
    return TrustedKeys.of(List.of(key.x509()));
  }
}
