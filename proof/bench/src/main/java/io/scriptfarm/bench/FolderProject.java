package io.scriptfarm.bench;

import io.scriptfarm.compiler.session.ContentSource;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.SnapshotCodec;
import io.scriptfarm.toolchain.BundledToolchain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A project for a compiler in this process: every file below the folder of a tsconfig, but no
/// links. The files must not change meanwhile.
final class FolderProject implements ContentSource {
  private final Map<Digest, Path> files = new HashMap<>();
  private final Blob snapshot;
  private final Project project;

  FolderProject(Path tsconfig) throws IOException {
    Path folder = tsconfig.toRealPath().resolveSibling("");
    Map<ProjectPath, Snapshot.Entry> entries = new HashMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        byte[] bytes = Files.readAllBytes(file);
        Digest digest = Blob.of(bytes).digest();
        files.put(digest, file);
        entries.put(
            new ProjectPath(folder.relativize(file).toString()),
            new Snapshot.File(digest, bytes.length));
      }
    }
    snapshot = SnapshotCodec.encode(Snapshot.of(entries));
    project =
        new Project(
            BundledToolchain.identity().digest(),
            snapshot.digest(),
            new ProjectPath(String.valueOf(tsconfig.getFileName())));
  }

  /// What a compiler is to be asked about.
  Project project() {
    return project;
  }

  @Override
  public Optional<Blob> read(Digest digest) {
    if (digest.equals(snapshot.digest())) {
      return Optional.of(snapshot);
    }
    Path file = files.get(digest);
    try {
      return file == null ? Optional.empty() : Optional.of(Blob.of(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void prefetch(Set<Digest> digests) {}
}
