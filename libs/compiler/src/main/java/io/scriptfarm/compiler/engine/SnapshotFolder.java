package io.scriptfarm.compiler.engine;

import java.nio.file.Path;
import java.util.Optional;

/// A folder for start-up snapshots, which processes may share, of one machine or of equal ones. It
/// can be deleted at any time.
///
/// Whoever can write to it can make the processes run any script: it belongs to their user alone.
///
/// @param maxBytes above this, the snapshots that were not used for longest make room; one takes
///     about 40 MB
/// @param shipped another folder that is read when this one has no snapshot, and never written:
///     what an image brings along
public record SnapshotFolder(Path path, long maxBytes, Optional<Path> shipped) {
  public static final long DEFAULT_MAX_BYTES = 256L * 1024 * 1024;

  public SnapshotFolder(Path path) {
    this(path, DEFAULT_MAX_BYTES);
  }

  public SnapshotFolder(Path path, long maxBytes) {
    this(path, maxBytes, Optional.empty());
  }
}
