package io.scriptfarm.cli.build;

import io.scriptfarm.cli.snapshot.ProjectConfig;
import io.scriptfarm.cli.snapshot.ProjectSnapshot;
import io.scriptfarm.client.FarmException;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.OutputFile;
import io.scriptfarm.contract.OutputPlaces;
import io.scriptfarm.contract.OutputPlaces.Found;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/// Brings a build's outputs to disk: only those that differ from what is there, each replaced as a
/// whole, so that nobody reads half a file.
///
/// Writes only what {@link OutputPlaces} allows, whatever a farm says: a refused output means that
/// the farm is not to be trusted, or that this disk has what the farm cannot know, so nothing is
/// written then. A link is written through only if it ends where outputs go, or if the snapshot
/// itself was taken through it and the output is one that TSTL puts beside a source.
final class OutputWriter {
  // Two builds of one process may write the same file at once.
  private static final AtomicLong WRITTEN = new AtomicLong();

  private final ProjectSnapshot project;
  private final Path root; // where the outputs' paths begin
  private final OutputPlaces allowed;
  private final Map<Path, Path> realPlaces = new LinkedHashMap<>(); // real folders, as configured
  private final Set<Path> places;
  private final Set<Path> followed;

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
    ProjectConfig.Outputs outputs = project.config().outputs();
    Path root = project.root();
    OutputPlaces.Named named =
        new OutputPlaces.Named(
            relative(root, outputs.folders()),
            relative(root, outputs.files()),
            outputs.outDir(),
            outputs.extension(),
            project.config().runsPlugins());
    OutputPlaces allowed =
        OutputPlaces.of(
            project.snapshot(),
            project.configPath(),
            named,
            (path, content) -> found(project, root.resolve(path).normalize(), content));
    Set<Path> places = new LinkedHashSet<>(outputs.places());
    places.add(root);
    return new OutputWriter(project, root, allowed, places, project.followedLinks());
  }

  /// Writes to a folder and nowhere else.
  static OutputWriter into(Path folder, ProjectSnapshot project) throws IOException {
    Files.createDirectories(folder);
    return new OutputWriter(project, folder, OutputPlaces.folder(), Set.of(folder), Set.of());
  }

  private OutputWriter(
      ProjectSnapshot project,
      Path root,
      OutputPlaces allowed,
      Set<Path> places,
      Set<Path> followed)
      throws IOException {
    this.project = project;
    this.root = root;
    this.allowed = allowed;
    this.places = places;
    this.followed = followed;
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        realPlaces.putIfAbsent(place.toRealPath(), place);
      }
    }
  }

  private static Set<String> relative(Path root, Set<Path> paths) {
    return paths.stream()
        .map(path -> ProjectConfig.slashed(root.relativize(path)))
        .collect(Collectors.toSet());
  }

  private static Found found(ProjectSnapshot project, Path file, Digest content) {
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return Found.NOTHING;
      }
      if (project.digestOnDisk(file).equals(Optional.of(content))) {
        return Found.THE_SAME;
      }
      return project.isOutput(file) ? Found.NOTHING : Found.SOMETHING_ELSE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @throws OutputsLost when contents are gone
  /// @throws FarmException when an output is refused; nothing is written then
  Written write(List<OutputFile> outputs, Built.Contents contents) throws FarmException {
    try {
      Map<Path, Digest> onDisk = new HashMap<>();
      Map<Digest, List<Path>> wanted = new HashMap<>();
      for (OutputFile output : outputs) {
        onDisk.put(target(output.path(), output.digest()), output.digest());
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

  /// Where an output goes; links that may be written through are resolved.
  private Path target(String path, Digest content) throws FarmException, IOException {
    refuse(path, allowed.refusal(path, () -> content));
    Path target = root.resolve(path).normalize();
    Path existing = nearestExisting(target);
    boolean onTheWay =
        places.stream().anyMatch(place -> target.startsWith(place) && place.startsWith(existing));
    if (onTheWay) {
      return target; // nothing is there yet, neither the place nor a link below it
    }
    Path real;
    try {
      real = existing.toRealPath();
    } catch (FileSystemException e) {
      throw refused(path, existing + " is a link that leads nowhere");
    }
    Path wholeReal = real.resolve(existing.relativize(target)).normalize();
    Optional<Map.Entry<Path, Path>> place =
        realPlaces.entrySet().stream()
            .filter(entry -> wholeReal.startsWith(entry.getKey()))
            .max(Comparator.comparingInt(entry -> entry.getKey().getNameCount()));
    if (place.isPresent()) {
      Path seen = place.get().getValue().resolve(place.get().getKey().relativize(wholeReal));
      if (!seen.equals(target)) {
        String through = ProjectConfig.slashed(root.relativize(seen));
        refuse(path, allowed.refusal(through, () -> content));
      }
    } else if (followed.stream().noneMatch(real::startsWith) || !allowed.isUsual(path)) {
      throw refused(path, existing + " is a link that leaves the project");
    }
    return existing.equals(target) && Files.isSymbolicLink(target) ? real : target;
  }

  private static void refuse(String path, Optional<String> reason) throws FarmException {
    if (reason.isPresent()) {
      throw refused(path, reason.get());
    }
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
