package io.scriptfarm.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The folder that `images.sh` has filled with what goes into images:
///
/// | path | holds |
/// |---|---|
/// | `opt/scriptfarm/` | the distribution of the command line, with all services |
/// | `opt/java/` | a Java with the modules that they need |
/// | `prepared/` | of a worker: `snapshots/` and `classes.jsa` |
/// | `root/` | a root file system, if it is not that of another image |
/// | `packages` | what is in that |
record Stage(Path folder) {
  /// A package of the root file system.
  record DebianPackage(String name, String version, String architecture) {}

  Path service(String name) {
    return folder.resolve("opt/scriptfarm/lib").resolve(name);
  }

  Path java() {
    return folder.resolve("opt/java");
  }

  Path prepared() {
    return folder.resolve("prepared");
  }

  Path root() {
    return folder.resolve("root");
  }

  /// A folder for what is written here.
  Path made(String service) throws IOException {
    return Files.createDirectories(folder.resolve("made").resolve(service));
  }

  /// What `packages` lists, a package on each line: name, version, architecture.
  List<DebianPackage> packages() throws IOException {
    Path file = folder.resolve("packages");
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .map(line -> line.split(" "))
          .map(field -> new DebianPackage(field[0], field[1], field[2]))
          .toList();
    }
  }
}
