package io.scriptfarm.cli.build;

import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Brings a build's outputs to disk: only those that differ from what is there, each replaced as a
/// whole, so that nobody reads half a file.
///
/// Writes only where the project's own configuration sends outputs: below the snapshot's root, or
/// below an output folder that the tsconfig names. A link is written through only if it ends in one
/// of these, or if the snapshot itself was taken through it.
final class OutputWriter {
  // Two builds of one process may write the same file at once.
  private static final AtomicLong WRITTEN = new AtomicLong();

  private final ProjectSnapshot project;
  private final Path root; // where the outputs' paths begin
  private final Set<Path> places;
  private final Set<Path> realPlaces = new LinkedHashSet<>();

  /// `onDisk` is what every output's path now holds; `written` counts those that were not there
  /// yet.
  record Written(Map<Path, Digest> onDisk, int written) {}

  /// The farm's store lost outputs since the build ended: build again, which makes them again.
  static final class OutputsLost extends FarmException {
    private static final long serialVersionUID = 1L;

    OutputsLost(int count) {
      super(
          "the farm's store loses what is built before it can be fetched ("
              + count
              + " outputs); it may be full: see ./farm status");
    }
  }

  /// Writes to the project and its output folders.
  static OutputWriter of(ProjectSnapshot project) throws IOException {
    Set<Path> places = new LinkedHashSet<>(Set.of(project.root()));
    places.addAll(project.config().outputFolders());
    return new OutputWriter(project, project.root(), places);
  }

  /// Writes to a folder and nowhere else.
  static OutputWriter into(Path folder, ProjectSnapshot project) throws IOException {
    Files.createDirectories(folder);
    return new OutputWriter(project, folder, Set.of(folder));
  }

  private OutputWriter(ProjectSnapshot project, Path root, Set<Path> places) throws IOException {
    this.project = project;
    this.root = root;
    this.places = places;
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        realPlaces.add(place.toRealPath());
      }
    }
    realPlaces.addAll(project.followedLinks());
  }

  /// @throws OutputsLost when contents are gone
  /// @throws FarmException when a path leaves the project; nothing is written then
  Written write(List<OutputFile> outputs, Built.Contents contents) throws FarmException {
    try {
      Map<Path, Digest> onDisk = new HashMap<>();
      Map<Digest, List<Path>> wanted = new HashMap<>();
      for (OutputFile output : outputs) {
        onDisk.put(target(output.path()), output.digest());
      }
      for (Map.Entry<Path, Digest> output : onDisk.entrySet()) {
        Optional<Digest> there = project.digestOnDisk(output.getKey());
        if (!there.equals(Optional.of(output.getValue()))) {
          wanted.computeIfAbsent(output.getValue(), _ -> new ArrayList<>(1)).add(output.getKey());
        }
      }
      if (!wanted.isEmpty()) {
        Set<Digest> gone =
            contents.read(
                wanted.keySet(),
                blob ->
                    wanted.getOrDefault(blob.digest(), List.of()).forEach(f -> replace(f, blob)));
        if (!gone.isEmpty()) {
          throw new OutputsLost(gone.size());
        }
      }
      int count = wanted.values().stream().mapToInt(List::size).sum();
      return new Written(onDisk, count);
    } catch (IOException e) {
      throw new FarmException("cannot write the outputs: " + e, e);
    } catch (UncheckedIOException e) {
      throw new FarmException("cannot write the outputs: " + e.getCause(), e);
    }
  }

  /// Where the output `path` goes; links that may be written through are resolved.
  Path target(String path) throws FarmException, IOException {
    if (!isRelative(path)) {
      throw refused(path, "it is no path of a project");
    }
    Path target = root.resolve(path).normalize();
    if (places.stream().noneMatch(place -> target.startsWith(place) && !target.equals(place))) {
      throw refused(
          path, "it lies outside the project and the output folders that its tsconfig names");
    }
    Path existing = nearestExisting(target);
    boolean onTheWay =
        places.stream().anyMatch(place -> target.startsWith(place) && place.startsWith(existing));
    if (!onTheWay) {
      Path real;
      try {
        real = existing.toRealPath();
      } catch (FileSystemException e) {
        throw refused(path, existing + " is a link that leads nowhere");
      }
      if (realPlaces.stream().noneMatch(real::startsWith)) {
        throw refused(path, existing + " is a link that leaves the project");
      }
      if (existing.equals(target)) {
        return Files.isSymbolicLink(target) ? real : target;
      }
    }
    return target;
  }

  private static boolean isRelative(String path) {
    boolean named = false;
    for (String segment : path.split("/", -1)) {
      if (segment.isEmpty()
          || segment.equals(".")
          || (segment.equals("..") && named)
          || segment.indexOf('\\') >= 0
          || segment.chars().anyMatch(c -> c < ' ')) {
        return false;
      }
      named |= !segment.equals("..");
    }
    return named;
  }

  private static Path nearestExisting(Path path) {
    Path existing = path;
    while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
      Path parent = existing.getParent();
      if (parent == null) {
        return existing;
      }
      existing = parent;
    }
    return existing;
  }

  private static FarmException refused(String path, String reason) {
    return new FarmException(
        "refused to write the output " + path + ": " + reason + "; nothing was written");
  }

  private static void replace(Path file, Blob blob) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Path fresh =
          file.resolveSibling(
              "."
                  + file.getFileName()
                  + "."
                  + ProcessHandle.current().pid()
                  + "."
                  + WRITTEN.incrementAndGet()
                  + ".farm");
      try {
        Files.write(
            fresh,
            blob.bytes(),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
