package io.scriptfarm.cli.snapshot;

import io.scriptfarm.contract.Digest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// What the client remembers of a project between two builds, in one file: the digests of its
/// files, what the last build wrote, and which farm was sent which snapshot. It only saves work:
/// without it, or with a damaged one, a build does more and gives the same.
public final class ProjectMemory {
  private static final int MAGIC = 0x73666d31; // "sfm1"; another layout gets another number
  private static final int DIGEST_BYTES = 32;
  private static final AtomicLong WRITTEN = new AtomicLong();

  private final String farm;
  private final Optional<Digest> snapshot;
  private final Map<Path, FileIndex.Known> files;
  private final Map<Path, Digest> outputs;
  private final Optional<ProjectSnapshot.Taken> taken;

  /// @param taken the snapshot itself, which stays in this process
  ProjectMemory(
      String farm,
      Optional<Digest> snapshot,
      Map<Path, FileIndex.Known> files,
      Map<Path, Digest> outputs,
      Optional<ProjectSnapshot.Taken> taken) {
    this.farm = farm;
    this.snapshot = snapshot;
    this.files = files;
    this.outputs = outputs;
    this.taken = taken;
  }

  public static ProjectMemory none() {
    return new ProjectMemory("", Optional.empty(), Map.of(), Map.of(), Optional.empty());
  }

  /// Where the memory of the project of `config` is below the client's `folder`.
  public static Path fileFor(Path folder, Path config) {
    return folder.resolve(Digest.ofUtf8(config.toString()).hex().substring(0, 24) + ".index");
  }

  /// Whether `farm` was sent this project's contents before.
  public boolean wasBuiltOn(String otherFarm) {
    return snapshot.isPresent() && farm.equals(otherFarm);
  }

  /// The snapshot that the farm was last sent.
  public Optional<Digest> snapshot() {
    return snapshot;
  }

  /// The contents of the project as of the last build.
  public Set<Digest> contents() {
    Set<Digest> contents = new HashSet<>(files.size() * 2);
    files.values().forEach(known -> contents.add(known.digest()));
    return contents;
  }

  /// Whether the last build left this file on disk.
  public boolean hasWritten(Path file) {
    return outputs.containsKey(file);
  }

  Map<Path, FileIndex.Known> files() {
    return files;
  }

  /// What the last build left on disk, apart from files that were part of the project already.
  Map<Path, Digest> outputs() {
    return outputs;
  }

  Optional<ProjectSnapshot.Taken> taken() {
    return taken;
  }

  /// Whether a file would say the same of `other`.
  boolean says(ProjectMemory other) {
    return farm.equals(other.farm)
        && snapshot.equals(other.snapshot)
        && files.equals(other.files)
        && outputs.equals(other.outputs);
  }

  /// The memory in `file`; empty when there is none that can be read.
  public static ProjectMemory read(Path file) {
    if (!Files.exists(file)) {
      return none();
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      if (in.readInt() != MAGIC) {
        return none();
      }
      String farm = in.readUTF();
      Optional<Digest> snapshot = in.readBoolean() ? Optional.of(readDigest(in)) : Optional.empty();
      int count = in.readInt();
      Map<Path, FileIndex.Known> files = new HashMap<>(Math.max(16, count * 2));
      for (int i = 0; i < count; i++) {
        Path path = Path.of(in.readUTF());
        FileStamp stamp =
            new FileStamp(
                FileStamp.Kind.FILE, in.readLong(), in.readLong(), in.readLong(), in.readLong());
        files.put(path, new FileIndex.Known(stamp, readDigest(in), in.readBoolean()));
      }
      int written = in.readInt();
      Map<Path, Digest> outputs = new HashMap<>(Math.max(16, written * 2));
      for (int i = 0; i < written; i++) {
        outputs.put(Path.of(in.readUTF()), readDigest(in));
      }
      return new ProjectMemory(farm, snapshot, files, outputs, Optional.empty());
    } catch (IOException | IllegalArgumentException e) {
      return none(); // damaged or of another version: it is only a help
    }
  }

  /// Replaces `file` as a whole.
  public void write(Path file) throws IOException {
    Files.createDirectories(ProjectConfig.folderOf(file));
    Path fresh =
        file.resolveSibling(
            file.getFileName()
                + "."
                + ProcessHandle.current().pid()
                + "."
                + WRITTEN.incrementAndGet()
                + ".tmp");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(fresh), 1 << 16))) {
      out.writeInt(MAGIC);
      out.writeUTF(farm);
      out.writeBoolean(snapshot.isPresent());
      if (snapshot.isPresent()) {
        out.write(snapshot.get().bytes());
      }
      out.writeInt(files.size());
      for (Map.Entry<Path, FileIndex.Known> entry : files.entrySet()) {
        FileStamp stamp = entry.getValue().stamp();
        out.writeUTF(entry.getKey().toString());
        out.writeLong(stamp.size());
        out.writeLong(stamp.modified());
        out.writeLong(stamp.changed());
        out.writeLong(stamp.inode());
        out.write(entry.getValue().digest().bytes());
        out.writeBoolean(entry.getValue().trusted());
      }
      out.writeInt(outputs.size());
      for (Map.Entry<Path, Digest> entry : outputs.entrySet()) {
        out.writeUTF(entry.getKey().toString());
        out.write(entry.getValue().bytes());
      }
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Digest readDigest(DataInputStream in) throws IOException {
    byte[] bytes = new byte[DIGEST_BYTES];
    in.readFully(bytes);
    return new Digest(HexFormat.of().formatHex(bytes));
  }
}
