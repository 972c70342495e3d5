package io.scriptfarm.delivery.pull;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/// Files that are there as a whole or not at all, whenever the process dies: written beside, and
/// moved to their place at once. Other processes may do the same in the same folder.
final class SafeFiles {
  /// Nobody takes so long to write a file; what is older was left by a process that died.
  private static final Duration ABANDONED = Duration.ofMinutes(10);

  private final Path unfinished;
  private final InstantSource clock;

  /// @param unfinished a folder of the same file system for what is being written
  SafeFiles(Path unfinished, InstantSource clock) throws IOException {
    this.unfinished = unfinished;
    this.clock = clock;
    Files.createDirectories(unfinished);
  }

  void write(Path file, byte[]... parts) throws IOException {
    String name = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    Path fresh = unfinished.resolve(ProcessHandle.current().pid() + "-" + name);
    try {
      try (var out = Files.newOutputStream(fresh, StandardOpenOption.CREATE_NEW)) {
        for (byte[] part : parts) {
          out.write(part);
        }
      }
      try {
        move(fresh, file);
      } catch (NoSuchFileException e) {
        Files.createDirectories(file.resolve("..").normalize());
        move(fresh, file);
      }
    } catch (FileAlreadyExistsException e) {
      throw new IOException("two files of one random name", e);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static void move(Path fresh, Path file) throws IOException {
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Removes what processes that died have left unfinished.
  void sweep() throws IOException {
    FileTime oldest = FileTime.from(clock.instant().minus(ABANDONED));
    try (Stream<Path> files = Files.list(unfinished)) {
      for (Path file : files.toList()) {
        try {
          if (Files.getLastModifiedTime(file).compareTo(oldest) < 0) {
            Files.deleteIfExists(file);
          }
        } catch (NoSuchFileException e) {
          continue; // finished in this moment
        }
      }
    }
  }
}
