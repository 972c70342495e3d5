package io.scriptfarm.compiler.engine;

import io.scriptfarm.contract.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The form of a snapshot on disk: the SHA-256 of its file's name and of the SHA-256 of each of its
/// pieces, then the snapshot.
final class SnapshotFile {
  /// What a snapshot of compilers takes, more or less.
  static final long USUAL_BYTES = 40L * 1024 * 1024;

  private static final int DIGEST_BYTES = 32;
  private static final int PIECE_BYTES = 2 * 1024 * 1024;

  private SnapshotFile() {}

  /// @param name that the file will have
  static void write(Path file, String name, byte[] snapshot) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (ByteBuffer part : new ByteBuffer[] {digest(name, snapshot), ByteBuffer.wrap(snapshot)}) {
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
      channel.force(true);
    }
  }

  /// The snapshot; empty when it is not what was written, or was written by another name.
  static Optional<byte[]> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size() - DIGEST_BYTES;
      if (size < 0 || size > Integer.MAX_VALUE - DIGEST_BYTES) {
        return Optional.empty();
      }
      ByteBuffer digest = read(channel, DIGEST_BYTES);
      byte[] snapshot = read(channel, (int) size).array();
      return digest.equals(digest(file.getFileName().toString(), snapshot))
          ? Optional.of(snapshot)
          : Optional.empty();
    } catch (EOFException e) {
      return Optional.empty(); // became shorter meanwhile
    }
  }

  private static ByteBuffer read(FileChannel channel, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException();
      }
    }
    return bytes.flip();
  }

  /// By pieces, because every core can take some: this is a good part of opening a session.
  private static ByteBuffer digest(String name, byte[] snapshot) {
    List<byte[]> pieces =
        IntStream.range(0, Math.ceilDiv(snapshot.length, PIECE_BYTES))
            .parallel()
            .mapToObj(
                piece -> {
                  int begin = piece * PIECE_BYTES;
                  MessageDigest state = Digest.sha256();
                  state.update(snapshot, begin, Math.min(PIECE_BYTES, snapshot.length - begin));
                  return state.digest();
                })
            .toList();
    MessageDigest all = Digest.sha256();
    all.update(name.getBytes(StandardCharsets.UTF_8));
    pieces.forEach(all::update);
    return ByteBuffer.wrap(all.digest());
  }
}
