package io.scriptfarm.runtime.source;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import io.scriptfarm.contract.Blob;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The Lua files below a folder, as they are now: what `tstl --watch` or `farm watch` writes there.
/// The operating system says when something changes; until then nothing is done.
///
/// Safe for concurrent use. A thread of its own reads; closing ends it.
public final class ScriptFolder implements ScriptSupply, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ScriptFolder.class.getName());
  private static final int MOST_FILES = 20_000;
  private static final long MOST_BYTES = 16 << 20; // of one file
  private static final long QUIET = 5; // ms without a change: a file is written in pieces

  private final Path root;
  private final WatchService watcher;
  private final Map<WatchKey, Path> watched = new HashMap<>();
  private final Thread thread;
  private volatile Optional<ScriptTree> newest = Optional.empty();

  private ScriptFolder(Path root) throws IOException {
    this.root = root;
    this.watcher = root.getFileSystem().newWatchService();
    this.thread = Thread.ofVirtual().name("script-folder").unstarted(this::run);
  }

  /// Reads a folder, and again whenever something in it changes.
  ///
  /// @throws IOException when it cannot be read or watched now; later that is logged, and what was
  ///     there stays
  public static ScriptFolder watch(Path folder) throws IOException {
    ScriptFolder scripts = new ScriptFolder(folder);
    try {
      scripts.read();
    } catch (IOException | UncheckedIOException e) {
      scripts.watcher.close();
      throw e;
    }
    scripts.thread.start();
    return scripts;
  }

  @Override
  public Optional<ScriptTree> newest() {
    return newest;
  }

  private void run() {
    try {
      while (true) {
        WatchKey changed = watcher.take();
        while (changed != null) {
          changed.pollEvents();
          if (!changed.reset()) {
            watched.remove(changed); // the folder is gone
          }
          changed = watcher.poll(QUIET, TimeUnit.MILLISECONDS);
        }
        readAgain();
      }
    } catch (InterruptedException | ClosedWatchServiceException e) {
      LOG.log(Level.DEBUG, "closed: {0}", root);
    }
  }

  private void readAgain() {
    try {
      read();
    } catch (IOException | UncheckedIOException e) {
      LOG.log(Level.WARNING, "{0} cannot be read, its scripts stay: {1}", root, e.toString());
    }
  }

  private void read() throws IOException {
    List<Path> all = walk();
    while (watchNewOf(all)) {
      all = walk(); // what came before the new folder was watched
    }
    Map<String, ScriptTree.File> files = new TreeMap<>();
    for (Path path : all) {
      if (path.toString().endsWith(".lua")) {
        Optional<Blob> map = blob(path.resolveSibling(path.getFileName() + ".map"));
        blob(path)
            .ifPresent(
                lua -> files.put(nameOf(path), new ScriptTree.File(lua, map, Optional.empty())));
      }
    }
    ScriptTree before = newest.orElse(null);
    if (before == null || !before.files().equals(files)) {
      newest = Optional.of(ScriptTree.of(before == null ? 1 : before.generation() + 1, files));
    }
  }

  private List<Path> walk() throws IOException {
    try (Stream<Path> below = Files.walk(root)) {
      return below.limit(MOST_FILES).toList();
    }
  }

  /// @return whether there was a new one
  private boolean watchNewOf(List<Path> all) throws IOException {
    boolean any = false;
    for (Path path : all) {
      if (Files.isDirectory(path) && !watched.containsValue(path)) {
        watched.put(path.register(watcher, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY), path);
        any = true;
      }
    }
    return any;
  }

  private String nameOf(Path path) {
    return root.relativize(path).toString().replace(File.separatorChar, '/');
  }

  private static Optional<Blob> blob(Path file) throws IOException {
    try {
      return Files.size(file) > MOST_BYTES
          ? Optional.empty()
          : Optional.of(Blob.of(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      watcher.close();
      thread.join();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the watch over {0} does not end: {1}", root, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
