package io.scriptfarm.cli.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Keeps the logs of a farm within bounds. A log that has grown to the bound is copied beside
/// itself and emptied; its process goes on writing where it was, because it appends. So a process
/// has two files, of the bound each and a little more, whatever it is and whatever it says.
final class LogBounds {
  /// Of one file. Enough for some days of an ordinary gateway.
  static final long MAX_BYTES = 8L * 1024 * 1024;

  private final Path folder;
  private final long maxBytes;

  LogBounds(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  /// Looks once at every log.
  void keep() throws RunException {
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "*.log")) {
      for (Path log : logs) {
        if (Files.size(log) > maxBytes) {
          empty(log);
        }
      }
    } catch (IOException e) {
      throw new RunException("cannot keep the logs in " + folder + " small: " + e, e);
    }
  }

  private static void empty(Path log) throws IOException {
    Path older = log.resolveSibling(log.getFileName() + ".1");
    try {
      Files.copy(log, older, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(older); // no space: the log itself makes some
    }
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
      file.truncate(0);
    }
  }
}
