package io.scriptfarm.cli.snapshot;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A project on disk, and snapshots of it.
abstract class SnapshotCase {
  @TempDir Path temporary;
  Path top;
  Path root;
  // Long after anything was written: no file is racily clean.
  InstantSource clock = InstantSource.fixed(Instant.now().plusSeconds(60));

  @BeforeEach
  void createProject() throws IOException {
    top = temporary.toRealPath();
    root = Files.createDirectories(top.resolve("game"));
    file("tsconfig.json", "{}");
    file("src/main.ts", "main");
  }

  Path file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(ProjectConfig.folderOf(file));
    return Files.writeString(file, text);
  }

  ProjectSnapshot take(ProjectMemory memory) throws SnapshotException {
    return ProjectSnapshot.take(
        ProjectConfig.read(root.resolve("tsconfig.json")), root, memory, Set.of(), clock);
  }

  Set<String> paths() throws SnapshotException {
    Set<String> paths = new TreeSet<>();
    take(ProjectMemory.none()).snapshot().entries().keySet().forEach(p -> paths.add(p.value()));
    return paths;
  }

  static Map<String, String> links(ProjectSnapshot snapshot) {
    Map<String, String> links = new TreeMap<>();
    snapshot
        .snapshot()
        .entries()
        .forEach(
            (path, entry) -> {
              if (entry instanceof Snapshot.Link(String target)) {
                links.put(path.value(), target);
              }
            });
    return links;
  }

  ProjectMemory remembered(ProjectSnapshot snapshot, Map<Path, Digest> outputs) throws IOException {
    Path file = top.resolve("memory/x.index");
    snapshot.remember("farm", outputs).write(file);
    return ProjectMemory.read(file);
  }
}
