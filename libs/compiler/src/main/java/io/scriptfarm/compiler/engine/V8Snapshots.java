package io.scriptfarm.compiler.engine;

import io.scriptfarm.contract.CompileKey;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.CodeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// V8's start-up snapshots in a folder: what a session is after its script and the warm-up,
/// restored in a tenth of the time. Thread-safe.
///
/// V8 believes what it is given and ends the process over a bad one, so a file counts only with the
/// digest of its content, under the name of just this V8 and just this script. For the same reason
/// snapshots are made by a process of their own: compilers that a project brings may leave behind
/// what V8 cannot write.
final class V8Snapshots {
  private static final System.Logger LOG = System.getLogger(V8Snapshots.class.getName());

  /// Of the files, and of what a realm expects to find in them.
  private static final String FORMAT = "1";

  private static final String SUFFIX = ".v8snapshot";
  private static final Duration ABANDONED = Duration.ofHours(1); // temporary files, as old as that

  /// Leaves the machine to the build that somebody may be waiting for.
  private static final Duration DELAY = Duration.ofSeconds(5);

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final SnapshotFolder folder;
  private final String version;
  private final Map<String, SoftReference<byte[]>> read = new HashMap<>();
  private final Set<String> attempted = new HashSet<>();
  private final Set<String> refused = new HashSet<>(); // by V8, though shipped
  private final ScheduledExecutorService background =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("v8-snapshots").factory());

  /// @param version of V8 and everything that its snapshots depend on
  V8Snapshots(SnapshotFolder folder, String version) {
    this.folder = folder;
    this.version = version;
  }

  private String name(StartScript start) {
    return CompileKey.of("v8-snapshot", FORMAT, version, Prelude.TEXT, start.identity())
            .digest()
            .hex()
        + SUFFIX;
  }

  private Path file(StartScript start) {
    return folder.path().resolve(name(start));
  }

  /// The snapshot, if there is a good one; one that is not is deleted, unless it was shipped.
  Optional<byte[]> find(StartScript start) {
    Path file = file(start);
    synchronized (read) {
      SoftReference<byte[]> known = read.get(start.identity());
      byte[] snapshot = known == null ? null : known.get();
      if (snapshot == null) {
        snapshot = verified(file);
        if (snapshot == null) {
          snapshot = shipped(start);
        }
        if (snapshot == null) {
          return Optional.empty();
        }
        read.put(start.identity(), new SoftReference<>(snapshot));
      }
      return Optional.of(snapshot);
    }
  }

  private static byte @Nullable [] verified(Path file) {
    try {
      Optional<byte[]> snapshot = SnapshotFile.read(file);
      if (snapshot.isPresent()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        return snapshot.get();
      }
      LOG.log(System.Logger.Level.WARNING, "deleting a broken snapshot: {0}", file);
      Files.deleteIfExists(file);
    } catch (NoSuchFileException e) {
      // To be made.
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "sessions start without a snapshot: {0}", e.toString());
    }
    return null;
  }

  private byte @Nullable [] shipped(StartScript start) {
    if (folder.shipped().isEmpty() || refused.contains(start.identity())) {
      return null;
    }
    Path file = folder.shipped().get().resolve(name(start));
    try {
      Optional<byte[]> snapshot = SnapshotFile.read(file);
      if (snapshot.isEmpty()) {
        LOG.log(System.Logger.Level.WARNING, "a broken snapshot was shipped: {0}", file);
      }
      return snapshot.orElse(null);
    } catch (NoSuchFileException e) {
      return null; // of other compilers
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot read a shipped snapshot: {0}", e.toString());
      return null;
    }
  }

  /// Forgets a snapshot that V8 refused.
  void discard(StartScript start) {
    synchronized (read) {
      refused.add(start.identity());
      read.remove(start.identity());
    }
    try {
      Files.deleteIfExists(file(start));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot delete a snapshot: {0}", e.toString());
    }
  }

  /// Makes the snapshot in the background; once for each script.
  void makeLater(StartScript start) {
    synchronized (attempted) {
      if (!attempted.add(start.identity())) {
        return;
      }
    }
    var unheard = background.schedule(() -> make(start), DELAY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Makes the snapshot, unless it is there or another process is making one.
  ///
  /// @return whether it is there now
  boolean make(StartScript start) {
    Path file = file(start);
    try {
      Files.createDirectories(folder.path());
      try (FileChannel lock =
              FileChannel.open(
                  folder.path().resolve("lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock held = lock.tryLock()) {
        if (held != null && !Files.exists(file)) {
          Instant begin = Instant.now();
          tidy();
          make(start, file);
          LOG.log(
              System.Logger.Level.INFO,
              "snapshot made file={0} bytes={1} ms={2}",
              file,
              String.valueOf(Files.size(file)),
              String.valueOf(Duration.between(begin, Instant.now()).toMillis()));
        }
      }
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      LOG.log(System.Logger.Level.WARNING, "sessions start without a snapshot: {0}", e.toString());
    }
    return Files.exists(file);
  }

  private void make(StartScript start, Path file) throws IOException {
    Path temporary = Files.createTempFile(folder.path(), "snapshot-", ".tmp");
    try {
      Process maker =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Xmx512m",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-cp",
                  classPath(),
                  SnapshotMaker.class.getName(),
                  temporary.toString(),
                  file.getFileName().toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (var request = maker.getOutputStream()) {
        SnapshotMaker.write(start, request);
      }
      if (!maker.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || maker.exitValue() != 0) {
        maker.destroyForcibly();
        throw new IOException("V8 made none of " + start.identity());
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /// Deletes what nobody used for longest until there is room for one more, and what was left over.
  private void tidy() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder.path())) {
      files = all.filter(Files::isRegularFile).toList();
    }
    Instant abandoned = Instant.now().minus(ABANDONED);
    for (Path file : files) {
      if (file.toString().endsWith(".tmp")
          && Files.getLastModifiedTime(file).toInstant().isBefore(abandoned)) {
        Files.deleteIfExists(file);
      }
    }
    Map<Path, FileTime> used = new HashMap<>();
    long bytes = SnapshotFile.USUAL_BYTES;
    for (Path file : files) {
      if (file.toString().endsWith(SUFFIX)) {
        used.put(file, Files.getLastModifiedTime(file));
        bytes += Files.size(file);
      }
    }
    for (Path eldest : used.keySet().stream().sorted(Comparator.comparing(used::get)).toList()) {
      if (bytes <= folder.maxBytes()) {
        break;
      }
      bytes -= Files.size(eldest);
      Files.deleteIfExists(eldest);
    }
  }

  /// The jars beside the one that this class is from; that of this process when it is from none.
  private static String classPath() throws IOException {
    CodeSource source = V8Snapshots.class.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    if (location == null || !location.getPath().endsWith(".jar")) {
      return System.getProperty("java.class.path");
    }
    try {
      return Path.of(location.toURI()).getParent() + File.separator + "*";
    } catch (URISyntaxException e) {
      throw new IOException("no path: " + location, e);
    }
  }

  void close() {
    background.shutdownNow();
  }
}
