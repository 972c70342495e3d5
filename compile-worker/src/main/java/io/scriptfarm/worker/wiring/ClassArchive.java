package io.scriptfarm.worker.wiring;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;

/// The classes of a running worker as the JVM maps them (`-XX:SharedArchiveFile`), for the next
/// start: that takes a third less of processor time. Made once, by a JVM of its own that this one
/// starts (as `jcmd PID VM.cds static_dump` does), while jobs go on.
final class ClassArchive {
  private static final System.Logger LOG = System.getLogger(ClassArchive.class.getName());

  /// After the start-up snapshot, and when the first jobs have loaded their classes.
  private static final Duration DELAY = Duration.ofSeconds(30);

  private ClassArchive() {}

  /// Makes the archive in the background, unless it is there or another worker is making it.
  static AutoCloseable makeLater(Path archive) {
    var background =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("class-archive").factory());
    var unheard = background.schedule(() -> make(archive), DELAY.toMillis(), TimeUnit.MILLISECONDS);
    return background::shutdownNow;
  }

  private static void make(Path archive) {
    Path temporary = archive.resolveSibling(archive.getFileName() + ".tmp");
    try {
      if (archive.getParent() instanceof Path folder) {
        Files.createDirectories(folder);
      }
      try (FileChannel lock =
              FileChannel.open(
                  archive.resolveSibling(archive.getFileName() + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock held = lock.tryLock()) {
        if (held == null || Files.exists(archive)) {
          return;
        }
        try {
          dump(temporary);
        } finally {
          removeOutputOfDump();
        }
        Files.move(temporary, archive, StandardCopyOption.ATOMIC_MOVE);
        LOG.log(System.Logger.Level.INFO, "class archive made file={0}", archive);
      }
    } catch (IOException | JMException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING, "the next start has no class archive: {0}", e.toString());
    }
  }

  /// The JVM leaves what the dumping process printed in the current folder.
  private static void removeOutputOfDump() throws IOException {
    for (String stream : new String[] {"stdout", "stderr"}) {
      Files.deleteIfExists(
          Path.of("java_pid%d_%s".formatted(ProcessHandle.current().pid(), stream)));
    }
  }

  private static void dump(Path file) throws JMException {
    ManagementFactory.getPlatformMBeanServer()
        .invoke(
            new ObjectName("com.sun.management:type=DiagnosticCommand"),
            "vmCds",
            new Object[] {new String[] {"static_dump", file.toString()}},
            new String[] {String[].class.getName()});
  }
}
