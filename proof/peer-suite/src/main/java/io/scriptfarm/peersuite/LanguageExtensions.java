package io.scriptfarm.peersuite;

import io.scriptfarm.contract.Blob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The typings package that many of the cases use, as files below its folder.
public record LanguageExtensions(SortedMap<String, Blob> files) {
  static final String PACKAGE = "@typescript-to-lua/language-extensions";

  // Where the build of the toolchain installs it.
  private static final String FOLDER = "libs/toolchain/node_modules/" + PACKAGE;

  public LanguageExtensions {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /// @param repository a checkout that was built
  public static LanguageExtensions read(Path repository) throws IOException {
    Path folder = repository.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is not there; build the checkout first (./farm up does)");
    }
    SortedMap<String, Blob> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        files.put(
            folder.relativize(file).toString().replace('\\', '/'),
            Blob.of(Files.readAllBytes(file)));
      }
    }
    return new LanguageExtensions(files);
  }
}
