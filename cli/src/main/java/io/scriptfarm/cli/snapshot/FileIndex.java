package io.scriptfarm.cli.snapshot;

import io.scriptfarm.contract.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The digests of files, read again only when a file's {@link FileStamp} changed. Safe for
/// concurrent use.
///
/// A file that changed within the last {@link #RACY} before it was read is not trusted the next
/// time: it could change once more within the same tick of the file system's clock ("racily clean",
/// as in Git's index).
final class FileIndex {
  /// As coarse as the time stamps of any file system in use (FAT has two seconds).
  static final Duration RACY = Duration.ofSeconds(2);

  private static final int BUFFER = 1 << 16;

  record Known(FileStamp stamp, Digest digest, boolean trusted) {}

  private final Map<Path, Known> before;
  private final Map<Path, Known> now;
  private final AtomicInteger hashed = new AtomicInteger();
  private final InstantSource clock;

  FileIndex(Map<Path, Known> before, InstantSource clock) {
    this(before, new ConcurrentHashMap<>(Math.max(16, before.size())), clock);
  }

  private FileIndex(Map<Path, Known> before, Map<Path, Known> now, InstantSource clock) {
    this.before = before;
    this.now = now;
    this.clock = clock;
  }

  /// An index that forgets nothing of `before`.
  static FileIndex continuing(Map<Path, Known> before, InstantSource clock) {
    return new FileIndex(before, new ConcurrentHashMap<>(before), clock);
  }

  /// Whether the digest of `file` is known without reading it.
  boolean knows(Path file, FileStamp stamp) {
    Known known = now.getOrDefault(file, before.get(file));
    return known != null && known.trusted() && known.stamp().equals(stamp);
  }

  Digest digest(Path file, FileStamp stamp) throws IOException {
    Known known = now.getOrDefault(file, before.get(file));
    if (known == null || !known.trusted() || !known.stamp().equals(stamp)) {
      long start = TimeUnit.MILLISECONDS.toNanos(clock.millis());
      Digest digest = hash(file, stamp.size());
      known = new Known(stamp, digest, stamp.latest() < start - RACY.toNanos());
    }
    now.put(file, known);
    return known.digest();
  }

  private Digest hash(Path file, long size) throws IOException {
    hashed.incrementAndGet();
    if (size <= BUFFER) {
      return Digest.of(Files.readAllBytes(file));
    }
    MessageDigest state = Digest.sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        state.update(buffer, 0, n);
      }
    }
    return Digest.finish(state);
  }

  /// How many files were read.
  int hashed() {
    return hashed.get();
  }

  /// What was asked for since the index was made, unless it continues another: files that are gone
  /// are forgotten.
  Map<Path, Known> entries() {
    return hashed.get() == 0 && now.size() == before.size() ? before : now;
  }

  /// What was known from the time before.
  Map<Path, Known> previous() {
    return before;
  }
}
