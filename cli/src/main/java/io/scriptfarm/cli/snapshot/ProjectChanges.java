package io.scriptfarm.cli.snapshot;

import io.methvin.watcher.DirectoryChangeEvent;
import io.methvin.watcher.DirectoryWatcher;
import io.methvin.watcher.visitor.FileTreeVisitor;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.NOPLogger;

/// Hears from the operating system which files of a project change. Of installed packages it hears
/// only that one comes or goes: nobody edits their files, and they are many.
///
/// Events are gathered by a thread of its own; one other thread may {@link #await} them.
public final class ProjectChanges implements AutoCloseable {
  /// Editors save with a handful of operations one right after the other.
  private static final Duration QUIET = Duration.ofMillis(2);

  /// Many begin by emptying the file; what an empty one gets comes this soon, if it gets any.
  private static final Duration EMPTIED = Duration.ofMillis(50);

  /// What goes on for longer is not waited for to the end; the rest is another change.
  private static final Duration AT_MOST = Duration.ofMillis(200);

  private static final String MODULES = "node_modules";

  private final BlockingQueue<DirectoryChangeEvent> events = new LinkedBlockingQueue<>();
  private final DirectoryWatcher watcher;
  private final CompletableFuture<Void> watching;
  private final ProjectSnapshot project;
  private final Set<Path> skip;
  private final List<Path> places;

  /// @param files that changed, came or went; when empty, events were lost, and anything may have
  ///     changed
  /// @param since when the first of them was heard of, {@link System#nanoTime}
  public record Change(Set<Path> files, long since) {}

  private ProjectChanges(ProjectSnapshot project, Set<Path> skip) throws IOException {
    this.project = project;
    this.skip = skip;
    this.places = new ArrayList<>(List.of(project.root()));
    project.followedLinks().stream().filter(Files::isDirectory).forEach(places::add);
    this.watcher =
        DirectoryWatcher.builder()
            .paths(places)
            .fileHashing(false)
            .fileTreeVisitor(this::visit)
            .logger(NOPLogger.NOP_LOGGER)
            .listener(events::add)
            .build();
    this.watching = watcher.watchAsync();
  }

  /// Listens from now on, until it is closed.
  ///
  /// @param snapshot tells what belongs to the project
  /// @param skip folders that do not, wherever they are
  /// @throws SnapshotException when the operating system refuses
  public static ProjectChanges of(ProjectSnapshot snapshot, Set<Path> skip)
      throws SnapshotException {
    try {
      return new ProjectChanges(snapshot, skip);
    } catch (IOException e) {
      throw new SnapshotException(
          "cannot watch the files below "
              + snapshot.root()
              + ": "
              + e.getMessage()
              + "; on Linux, sysctl fs.inotify.max_user_watches may have to be raised",
          e);
    }
  }

  /// Whether it hears of all that a snapshot is made of.
  public boolean areOf(ProjectSnapshot snapshot) {
    return project.root().equals(snapshot.root())
        && project.followedLinks().equals(snapshot.followedLinks())
        && project.config().runsPlugins() == snapshot.config().runsPlugins();
  }

  /// Waits until something happens, and then until it is over.
  public Change await() throws InterruptedException {
    while (true) {
      @Nullable DirectoryChangeEvent event = events.take();
      long since = System.nanoTime();
      Set<Path> files = new HashSet<>();
      boolean lost = false;
      while (event != null) {
        lost |= event.eventType() == DirectoryChangeEvent.EventType.OVERFLOW;
        if (concernsProject(event)) {
          files.add(event.path());
        }
        event =
            System.nanoTime() - since < AT_MOST.toNanos()
                ? events.poll(quiet(files).toNanos(), TimeUnit.NANOSECONDS)
                : null;
      }
      if (lost || !files.isEmpty()) {
        return new Change(lost ? Set.of() : Set.copyOf(files), since);
      }
    }
  }

  private static Duration quiet(Set<Path> files) {
    return files.stream().anyMatch(file -> file.toFile().length() == 0 && Files.exists(file))
        ? EMPTIED
        : QUIET;
  }

  @Override
  public void close() {
    try {
      watcher.close();
    } catch (IOException e) {
      watching.cancel(true); // nothing of it is needed any more
    }
  }

  private boolean concernsProject(DirectoryChangeEvent event) {
    Path name = event.path().getFileName();
    if (name == null) {
      return false;
    }
    if (event.isDirectory()) {
      // Of a folder that comes, its files tell; but not in packages.
      Path parent = event.path().getParent();
      boolean tells =
          event.eventType() == DirectoryChangeEvent.EventType.DELETE
              || (parent != null && parent.endsWith(MODULES));
      return tells && TreeListing.isListed(event.path(), skip);
    }
    return TreeListing.isRelevant(name.toString())
        || (project.config().runsPlugins() && !name.toString().startsWith("."));
  }

  /// Visits what is to be heard of below a folder.
  private void visit(
      Path folder, FileTreeVisitor.Callback onFolder, FileTreeVisitor.Callback onFile)
      throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
              throws IOException {
            if (!places.contains(visited) && !TreeListing.isListed(visited, skip)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            onFolder.call(visited);
            return visited.endsWith(MODULES)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            onFile.call(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // gone meanwhile, or not to be read: not listed either
          }
        });
  }
}
