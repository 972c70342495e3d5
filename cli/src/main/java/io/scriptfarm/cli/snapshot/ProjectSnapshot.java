package io.scriptfarm.cli.snapshot;

import io.scriptfarm.cli.snapshot.TreeListing.ListedFile;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.wire.SnapshotCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A project on disk together with the snapshot that was taken of it.
///
/// What the last build wrote, and nobody changed since, is not part of it: so the snapshot after a
/// build is the one before. Not safe for concurrent use.
public final class ProjectSnapshot {
  private final Path root;
  private final ProjectConfig config;
  private final Taken taken;
  private final List<String> warnings;
  private final Set<Path> followedLinks;
  private final FileIndex index;
  private final Optional<Set<Digest>> edited;
  private @Nullable EagerContents eager;

  /// Where on disk a content of the snapshot is; one of several places, if there are several.
  public record Source(ProjectPath path, Path file, long size) {}

  /// What follows from a listing and its digests (absent where a file was gone), kept because the
  /// next listing is mostly the same. Immutable, though its maps are not copied.
  ///
  /// @param outputsBefore what the build before had written, wherever it is now
  /// @param outputs those of the files that are outputs and so not part of the snapshot
  record Taken(
      Path root,
      TreeListing listing,
      List<Optional<Digest>> digests,
      Map<Path, Digest> outputsBefore,
      Map<Path, Digest> outputs,
      Snapshot snapshot,
      Blob encoded,
      Map<Digest, Source> sources) {

    boolean isOf(
        Path otherRoot,
        TreeListing other,
        List<Optional<Digest>> otherDigests,
        Map<Path, Digest> otherOutputs) {
      return root.equals(otherRoot)
          && digests.equals(otherDigests)
          && listing.hasSamePlaces(other)
          && outputsBefore.equals(otherOutputs);
    }

    static Taken of(
        Path root,
        TreeListing listing,
        List<Optional<Digest>> digests,
        Map<Path, Digest> outputsBefore) {
      Map<Path, Digest> outputs = new HashMap<>();
      TreeMap<ProjectPath, Snapshot.Entry> entries = new TreeMap<>();
      Map<Digest, Source> sources = new HashMap<>(digests.size() * 2);
      for (int i = 0; i < digests.size(); i++) {
        if (digests.get(i).isEmpty()) {
          continue;
        }
        Digest digest = digests.get(i).get();
        ListedFile file = listing.files().get(i);
        if (digest.equals(outputsBefore.get(file.file()))) {
          outputs.put(file.file(), digest);
        } else {
          long size = file.stamp().size();
          entries.put(file.path(), new Snapshot.File(digest, size));
          sources.merge(
              digest,
              new Source(file.path(), file.file(), size),
              (x, y) -> x.path().compareTo(y.path()) <= 0 ? x : y);
        }
      }
      listing.links().forEach(link -> entries.put(link.path(), new Snapshot.Link(link.target())));
      Snapshot snapshot = new Snapshot(entries);
      return new Taken(
          root,
          listing,
          digests,
          outputsBefore,
          outputs,
          snapshot,
          SnapshotCodec.encode(snapshot),
          sources);
    }
  }

  private ProjectSnapshot(
      Path root,
      ProjectConfig config,
      Taken taken,
      TreeListing listing,
      FileIndex index,
      Optional<Set<Digest>> edited) {
    this.root = root;
    this.config = config;
    this.taken = taken;
    this.warnings = listing.warnings();
    this.followedLinks = listing.followed();
    this.index = index;
    this.edited = edited;
  }

  /// Lists and hashes what is below `root`; only files that changed since `memory` are read.
  ///
  /// @param skip folders that do not belong to the project wherever they are: the farm's own data
  /// @throws SnapshotException when there is too much, or something cannot be read
  public static ProjectSnapshot take(
      ProjectConfig config, Path root, ProjectMemory memory, Set<Path> skip, InstantSource clock)
      throws SnapshotException {
    try {
      TreeListing listing = TreeListing.of(root, skip, config.runsPlugins());
      FileIndex index = new FileIndex(memory.files(), clock);
      List<ListedFile> files = listing.files();
      List<Optional<Digest>> digests =
          new ArrayList<>(Collections.nCopies(files.size(), Optional.empty()));
      List<Integer> unknown = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        if (index.knows(files.get(i).file(), files.get(i).stamp())) {
          digests.set(i, hash(index, files.get(i)));
        } else {
          unknown.add(i);
        }
      }
      // Reading and hashing is what takes time: on all processors.
      unknown.parallelStream().forEach(i -> digests.set(i, hash(index, files.get(i))));
      Taken taken =
          memory
              .taken()
              .filter(last -> last.isOf(root, listing, digests, memory.outputs()))
              .orElseGet(() -> Taken.of(root, listing, digests, memory.outputs()));
      return new ProjectSnapshot(root, config, taken, listing, index, Optional.empty());
    } catch (IOException e) {
      throw unreadable(e);
    } catch (UncheckedIOException e) {
      throw unreadable(Objects.requireNonNull(e.getCause()));
    }
  }

  /// As {@link #take}, for a caller who knows that since `memory` nothing happened to the project
  /// but that `files` got other contents: only these are looked at, so that its size hardly
  /// matters.
  ///
  /// @return empty when the whole has to be looked at, because `memory` is not of this process, or
  ///     one of `files` is new, gone, or no plain file of the snapshot
  /// @throws SnapshotException when a file cannot be read
  public static Optional<ProjectSnapshot> edited(
      ProjectConfig config, Path root, ProjectMemory memory, Set<Path> files, InstantSource clock)
      throws SnapshotException {
    Optional<Taken> before = memory.taken().filter(taken -> taken.root().equals(root));
    if (before.isEmpty()) {
      return Optional.empty();
    }
    List<ListedFile> listed = new ArrayList<>(before.get().listing().files());
    List<Optional<Digest>> digests = new ArrayList<>(before.get().digests());
    FileIndex index = FileIndex.continuing(memory.files(), clock);
    Set<Digest> edited = new HashSet<>();
    for (int i = 0; i < listed.size() && edited.size() < files.size(); i++) {
      ListedFile file = listed.get(i);
      if (!files.contains(file.file())) {
        continue;
      }
      try {
        FileStamp stamp = FileStamp.of(file.file());
        if (stamp.kind() != FileStamp.Kind.FILE) {
          return Optional.empty();
        }
        Digest digest = index.digest(file.file(), stamp);
        listed.set(i, new ListedFile(file.path(), file.file(), stamp));
        digests.set(i, Optional.of(digest));
        edited.add(digest);
      } catch (NoSuchFileException e) {
        return Optional.empty();
      } catch (IOException e) {
        throw unreadable(e);
      }
    }
    if (edited.size() < files.size()) {
      return Optional.empty(); // also where two are the same now: rare, and looked at as a whole
    }
    TreeListing listing = before.get().listing().with(listed);
    Taken taken = Taken.of(root, listing, digests, memory.outputs());
    return Optional.of(
        new ProjectSnapshot(root, config, taken, listing, index, Optional.of(edited)));
  }

  private static SnapshotException unreadable(IOException e) {
    return new SnapshotException(
        "cannot read the project: "
            + Objects.requireNonNullElse(e.getMessage(), e.toString())
            + " ("
            + e.getClass().getSimpleName()
            + ")",
        e);
  }

  private static Optional<Digest> hash(FileIndex index, ListedFile file) {
    try {
      return Optional.of(index.digest(file.file(), file.stamp()));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // gone since it was listed: it is not part of the project
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path root() {
    return root;
  }

  public ProjectConfig config() {
    return config;
  }

  public ProjectPath configPath() {
    return config.pathBelow(root);
  }

  public Snapshot snapshot() {
    return taken.snapshot();
  }

  /// The snapshot as the blob that the farm is sent; its digest names the snapshot.
  public Blob encoded() {
    return taken.encoded();
  }

  public Digest digest() {
    return taken.encoded().digest();
  }

  /// Where the contents of the snapshot are on disk.
  public Map<Digest, Source> sources() {
    return taken.sources();
  }

  /// What was left out, and why, for people.
  public List<String> warnings() {
    return warnings;
  }

  /// The real paths outside the root whose contents are part of the snapshot because links lead
  /// there.
  public Set<Path> followedLinks() {
    return followedLinks;
  }

  /// How many files were read to know their digests.
  public int hashed() {
    return index.hashed();
  }

  /// The digest of what `file` holds now; empty when it is no regular file.
  public Optional<Digest> digestOnDisk(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    return Optional.of(index.digest(file, FileStamp.of(file, new java.nio.file.LinkOption[0])));
  }

  /// Whether the build before wrote `file`, and nobody changed it since.
  public boolean isOutput(Path file) throws IOException {
    Digest written = taken.outputsBefore().get(file);
    return written != null && digestOnDisk(file).equals(Optional.of(written));
  }

  /// What to remember after a build on `farm` whose outputs are on disk now.
  public ProjectMemory remember(String farm, Map<Path, Digest> built) {
    Map<Path, Digest> kept = new HashMap<>();
    built.forEach(
        (file, digest) -> {
          // What was part of the project and did not change may be a source that is its own output,
          // such as a Lua file beside its declarations.
          if (!isUnchangedPart(file, digest)) {
            kept.put(file, digest);
          }
        });
    return new ProjectMemory(
        farm, Optional.of(digest()), index.entries(), kept, Optional.of(taken));
  }

  /// What to remember after a build that wrote something else than the project's own outputs.
  public ProjectMemory rememberBeside(String farm, Map<Path, Digest> written) {
    Map<Path, Digest> all = new HashMap<>(taken.outputs());
    all.putAll(written);
    return new ProjectMemory(farm, Optional.of(digest()), index.entries(), all, Optional.of(taken));
  }

  /// What to remember when a build wrote nothing.
  public ProjectMemory rememberUnwritten(String farm) {
    return new ProjectMemory(
        farm, Optional.of(digest()), index.entries(), taken.outputs(), Optional.of(taken));
  }

  private boolean isUnchangedPart(Path file, Digest digest) {
    if (!file.startsWith(root) || file.equals(root)) {
      return false;
    }
    Snapshot.Entry entry =
        snapshot().entries().get(new ProjectPath(ProjectConfig.slashed(root.relativize(file))));
    return entry instanceof Snapshot.File(Digest before, long _) && before.equals(digest);
  }

  /// The contents that the farm most likely lacks and will ask for, the project's own first, then
  /// those of packages that it names; at most about `budget` bytes.
  public Set<Digest> likelyNeeded(long budget) {
    return eager().all(budget);
  }

  /// What is likely needed and was not part of the project when it was remembered.
  public Set<Digest> changedSince(ProjectMemory memory, long budget) {
    if (edited.isPresent()) {
      return edited.get();
    }
    Set<Digest> changed = new HashSet<>(sources().keySet());
    changed.removeAll(memory.contents());
    boolean packages =
        changed.stream()
            .anyMatch(
                digest ->
                    EagerContents.isInPackage(
                        Objects.requireNonNull(sources().get(digest)).path()));
    if (!packages) {
      return changed.isEmpty() ? changed : eager().own(changed, budget);
    }
    Set<Digest> likely = new HashSet<>(eager().all(budget));
    likely.retainAll(changed);
    return likely;
  }

  /// What the farm will most likely ask for next, after it asked for `asked`: of packages whose
  /// code runs in the build, all of it; at most about `budget` bytes.
  public Set<Digest> companions(Collection<Digest> asked, long budget) {
    return eager().companions(asked, budget);
  }

  private EagerContents eager() {
    if (eager == null) {
      eager = new EagerContents(config, root, snapshot(), sources());
    }
    return eager;
  }
}
