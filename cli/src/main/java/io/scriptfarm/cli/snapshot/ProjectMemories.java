package io.scriptfarm.cli.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The memories of projects, each a file; those used last are kept in this process too, as long as
/// nobody else replaces the file. Safe for concurrent use.
public final class ProjectMemories {
  /// What is kept has at most so many files in all, the project used last apart: about 100 MB.
  static final int MOST_FILES = 100_000;

  private record Held(FileStamp stamp, ProjectMemory memory) {}

  // From the one not used for longest to the one used last.
  private final Map<Path, Held> held = new LinkedHashMap<>(16, 0.75f, true);

  /// The memory in `file`; an empty one when there is none that can be read.
  public synchronized ProjectMemory read(Path file) {
    Optional<FileStamp> stamp = stamp(file);
    if (stamp.isEmpty()) {
      held.remove(file);
      return ProjectMemory.none();
    }
    Held known = held.get(file);
    if (known != null && known.stamp().equals(stamp.get())) {
      return known.memory();
    }
    ProjectMemory memory = ProjectMemory.read(file);
    hold(file, new Held(stamp.get(), memory));
    return memory;
  }

  /// Replaces `file`, unless it says the same already.
  public synchronized void write(Path file, ProjectMemory memory) throws IOException {
    Optional<FileStamp> stamp = stamp(file);
    Held known = held.get(file);
    boolean same =
        known != null && stamp.equals(Optional.of(known.stamp())) && known.memory().says(memory);
    if (!same) {
      memory.write(file);
      stamp = stamp(file);
    }
    if (stamp.isPresent()) {
      hold(file, new Held(stamp.get(), memory));
    }
  }

  private void hold(Path file, Held one) {
    held.put(file, one);
    long files = held.values().stream().mapToLong(each -> each.memory().files().size()).sum();
    for (Iterator<Held> eldest = held.values().iterator();
        files > MOST_FILES && held.size() > 1 && eldest.hasNext(); ) {
      files -= eldest.next().memory().files().size();
      eldest.remove();
    }
  }

  private static Optional<FileStamp> stamp(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(FileStamp.of(file));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // gone just now
    } catch (IOException e) {
      return Optional.empty(); // as good as gone
    }
  }
}
