package io.scriptfarm.cli.pull;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.delivery.pull.ScriptSet;
import io.scriptfarm.publication.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A folder with the files of a generation. What pulls wrote is noted in `.farm-pull.json`, and
/// nothing else is ever changed or deleted, nor anything that a link leads to out of the folder.
final class PulledFiles {
  private static final String NOTE = ".farm-pull.json";

  private final Path folder;
  private final String kind;

  /// What was done to a folder.
  ///
  /// @param without files that the generation does not have as this kind
  record Written(int files, int written, int removed, int without) {}

  private record Note(SortedMap<String, Digest> files) {}

  /// @param kind of artifacts to write
  PulledFiles(Path folder, String kind) {
    this.folder = folder;
    this.kind = kind;
  }

  /// Makes the folder hold what the generation holds. Each file is replaced as a whole.
  Written write(ScriptSet scripts) throws IOException {
    SortedMap<String, Digest> wanted = new TreeMap<>();
    int without = 0;
    for (Manifest.Entry entry : scripts.published().manifest().entries()) {
      Manifest.Artifact artifact = entry.artifacts().get(kind);
      if (artifact == null) {
        without++;
      } else {
        wanted.put(name(entry.path()), artifact.digest());
      }
    }
    Files.createDirectories(folder);
    SortedMap<String, Digest> before = read();
    SortedMap<String, Digest> during = new TreeMap<>(before);
    during.putAll(wanted);
    if (!during.equals(before)) {
      note(during); // before anything is written, so that nothing is forgotten
    }
    int written = 0;
    for (Map.Entry<String, Digest> file : wanted.entrySet()) {
      Path target = target(file.getKey());
      if (!digest(target).equals(Optional.of(file.getValue()))) {
        Blob content = scripts.find(file.getValue()).orElseThrow().content();
        WholeFile.write(target, content.bytes());
        written++;
      }
    }
    int removed = 0;
    for (Map.Entry<String, Digest> file : before.entrySet()) {
      if (!wanted.containsKey(file.getKey()) && remove(file.getKey(), file.getValue())) {
        removed++;
      }
    }
    if (!wanted.equals(during)) {
      note(wanted);
    }
    return new Written(wanted.size(), written, removed, without);
  }

  private String name(ProjectPath path) {
    return kind.equals(Manifest.MAP) ? path.value() + ".map" : path.value();
  }

  /// Only if it is still what was written.
  private boolean remove(String name, Digest digest) throws IOException {
    Path file = target(name);
    return digest(file).equals(Optional.of(digest)) && Files.deleteIfExists(file);
  }

  /// @throws IOException when it would lie elsewhere
  private Path target(String name) throws IOException {
    Path target = folder.resolve(name);
    Path existing = target.resolveSibling("");
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
      existing = existing.resolve("..").normalize();
    }
    if (!existing.toRealPath().startsWith(folder.toRealPath())) {
      throw new IOException(
          "refused to write " + name + ": " + existing + " is a link that leaves " + folder);
    }
    return target;
  }

  private static Optional<Digest> digest(Path file) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(Digest.of(Files.readAllBytes(file)))
        : Optional.empty();
  }

  private SortedMap<String, Digest> read() throws IOException {
    try {
      SortedMap<String, Digest> files = new TreeMap<>();
      Note note = Json.read(Files.readAllBytes(folder.resolve(NOTE)), Note.class);
      for (Map.Entry<String, Digest> file : note.files().entrySet()) {
        files.put(new ProjectPath(file.getKey()).value(), file.getValue()); // none leads elsewhere
      }
      return files;
    } catch (NoSuchFileException e) {
      return new TreeMap<>();
    } catch (MalformedException | IllegalArgumentException e) {
      throw new IOException(
          folder.resolve(NOTE) + " is damaged; delete it, and what pulls wrote with it", e);
    }
  }

  private void note(SortedMap<String, Digest> files) throws IOException {
    WholeFile.write(
        folder.resolve(NOTE), Json.write(new Note(files)).getBytes(StandardCharsets.UTF_8));
  }
}
