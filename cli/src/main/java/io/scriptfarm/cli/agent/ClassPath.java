package io.scriptfarm.cli.agent;

import io.scriptfarm.cli.snapshot.FileStamp;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The jars that this process runs, as they are on disk: once the command line is built anew, they
/// are others.
///
/// @param jars empty for one that is gone
record ClassPath(Map<Path, Optional<FileStamp>> jars) {
  ClassPath {
    jars = Map.copyOf(jars);
  }

  static ClassPath now() {
    Map<Path, Optional<FileStamp>> jars = new LinkedHashMap<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      jars.put(Path.of(entry), stamp(Path.of(entry)));
    }
    return new ClassPath(jars);
  }

  private static Optional<FileStamp> stamp(Path jar) {
    try {
      return Optional.of(FileStamp.of(jar));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
