package io.scriptfarm.harness;

import io.scriptfarm.contract.Blob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The files below a folder, by path, as the digests of their contents.
public record Tree(TreeMap<String, String> files) {
  /// All of `folder` but its `node_modules`; empty when there is no such folder.
  public static Tree of(Path folder) {
    TreeMap<String, String> files = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return new Tree(files);
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String path = folder.relativize(file).toString();
        if (!path.startsWith("node_modules/") && !path.contains("/node_modules/")) {
          files.put(path, Blob.of(Files.readAllBytes(file)).digest().hex());
        }
      }
      return new Tree(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
