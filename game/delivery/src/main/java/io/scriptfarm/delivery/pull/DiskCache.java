package io.scriptfarm.delivery.pull;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.delivery.ScriptCache;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Artifacts in a folder, each as `ab/cd/abcd…`, the first digits of its digest. What comes out was
/// verified when it was read: a damaged file is deleted, counted, and as good as missing.
///
/// Bounded: what was not used for longest goes first, but never what the manifests in the folder
/// ({@link ManifestFiles}) or {@link #retain} name, also if that is more than the bound. What the
/// disk does not take is counted and not kept.
///
/// Safe for concurrent use, also by several processes on one folder. Blocks.
public final class DiskCache implements ScriptCache {
  private static final System.Logger LOG = System.getLogger(DiskCache.class.getName());
  private static final int FAN_OUT = 2;

  private final Path blobs;
  private final SafeFiles files;
  private final ManifestFiles manifests;
  private final InstantSource clock;
  private final long maxBytes;
  private final AtomicLong bytes = new AtomicLong();
  private final LongAdder damaged = new LongAdder();
  private final LongAdder unwritten = new LongAdder();
  // No look at the folder before there is so much: what must stay may be more than the bound.
  private volatile long trimAt;
  private volatile Set<Digest> retained = Set.of();

  /// Opens a folder, which is made if it is not there, and removes what a process that died left
  /// unfinished there.
  ///
  /// @param maxBytes of all artifacts
  public DiskCache(Path folder, long maxBytes) throws IOException {
    this(folder, maxBytes, InstantSource.system());
  }

  DiskCache(Path folder, long maxBytes, InstantSource clock) throws IOException {
    this.blobs = folder.resolve("blobs");
    this.files = new SafeFiles(folder.resolve("unfinished"), clock);
    this.manifests = new ManifestFiles(folder.resolve("manifests"), files);
    this.clock = clock;
    this.maxBytes = maxBytes;
    this.trimAt = maxBytes;
    Files.createDirectories(blobs);
    files.sweep();
    trim();
  }

  ManifestFiles manifests() {
    return manifests;
  }

  /// As {@link ScriptCache#find}; the artifact counts as used then.
  @Override
  public Optional<PackedScript> find(Digest digest) {
    Path file = file(digest);
    try {
      long size = Files.size(file);
      byte[] sealed = size <= SealedFrame.MAX_BYTES ? Files.readAllBytes(file) : new byte[0];
      PackedScript script = SealedFrame.open(digest, sealed);
      Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
      return Optional.of(script);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (PackedScript.DamagedException e) {
      damaged.increment();
      LOG.log(Level.WARNING, "deleted a damaged file: {0}", file);
      delete(file);
      return Optional.empty();
    } catch (IOException e) {
      damaged.increment();
      LOG.log(Level.WARNING, "cannot read {0}: {1}", file, e);
      return Optional.empty();
    }
  }

  @Override
  public void put(PackedScript script) {
    byte[] frame = script.part(0, script.length());
    try {
      files.write(file(script.digest()), frame, SealedFrame.sealOf(frame));
      if (bytes.addAndGet(frame.length) > trimAt) {
        trim();
      }
    } catch (IOException e) {
      notWritten(e);
    }
  }

  void notWritten(IOException e) {
    unwritten.increment();
    LOG.log(Level.WARNING, "the disk cache does not take what it should keep: {0}", e.toString());
  }

  /// From now on these stay, and not those of the last call.
  public void retain(Set<Digest> digests) {
    retained = Set.copyOf(digests);
  }

  /// How many files were not what they should be.
  public long damaged() {
    return damaged.sum();
  }

  /// How many files could not be written.
  public long unwritten() {
    return unwritten.sum();
  }

  private Path file(Digest digest) {
    String hex = digest.hex();
    return blobs
        .resolve(hex.substring(0, FAN_OUT))
        .resolve(hex.substring(FAN_OUT, 2 * FAN_OUT))
        .resolve(hex);
  }

  private record Kept(Path file, long size, FileTime used) {}

  /// Counts anew, since other processes write and delete too, and deletes what is too much.
  private synchronized void trim() throws IOException {
    files.sweep();
    List<Kept> all = list();
    long total = all.stream().mapToLong(Kept::size).sum();
    if (total > maxBytes) {
      Set<Digest> needed = new HashSet<>(retained);
      needed.addAll(manifests.named());
      all.sort(Comparator.comparing(Kept::used));
      long enough = maxBytes - maxBytes / 10; // so that this is not done for each artifact
      for (Kept kept : all) {
        if (total <= enough) {
          break;
        }
        String name = kept.file().getFileName().toString();
        if (!Digest.isValid(name) || !needed.contains(new Digest(name))) {
          delete(kept.file());
          total -= kept.size();
        }
      }
    }
    bytes.set(total);
    trimAt = Math.max(maxBytes, total + total / 10);
  }

  private List<Kept> list() throws IOException {
    List<Kept> all = new ArrayList<>();
    Files.walkFileTree(
        blobs,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            all.add(new Kept(file, attributes.size(), attributes.lastModifiedTime()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // deleted by another process in this moment
          }
        });
    return all;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot delete {0}: {1}", file, e);
    }
  }
}
