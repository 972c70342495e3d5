package io.scriptfarm.contract.wire;

import io.scriptfarm.contract.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;

/// Bytes as they arrived. Memory is taken piece by piece as they come, so that who only promises
/// many bytes holds none. Pieces are given away one by one, and each is free then. For one thread.
public final class Pieces {
  // As much as a connection brings in one go; small beside what one transfer may hold.
  private static final int SIZE = 64 * 1024;

  private final Deque<byte[]> pieces = new ArrayDeque<>();
  private int size;

  /// None yet.
  public Pieces() {}

  /// Reads to the end of `in`, or up to `most` bytes. Takes room twice: for the pieces, and for
  /// what is made of them.
  public static Pieces read(InputStream in, int most, Room room) throws IOException {
    Pieces read = new Pieces();
    while (read.size < most) {
      int next = Math.min(SIZE, most - read.size);
      byte[] piece = in.readNBytes(next);
      room.take(2L * piece.length);
      read.add(piece);
      if (piece.length < next) {
        break;
      }
    }
    return read;
  }

  /// Adds a piece at the end.
  public void add(byte[] piece) {
    if (piece.length > 0) {
      pieces.add(piece);
      size += piece.length;
    }
  }

  /// The digest of all that is left, which stays.
  public Digest digest() {
    MessageDigest state = Digest.sha256();
    pieces.forEach(state::update);
    return Digest.finish(state);
  }

  /// How many bytes are left.
  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /// The next piece, which is gone from here then.
  public byte[] next() {
    byte[] piece = pieces.remove();
    size -= piece.length;
    return piece;
  }

  /// All that is left in one array; nothing is left then.
  public byte[] join() {
    if (pieces.size() == 1) {
      return next();
    }
    byte[] whole = new byte[size];
    for (int at = 0; !isEmpty(); ) {
      byte[] piece = next();
      System.arraycopy(piece, 0, whole, at, piece.length);
      at += piece.length;
    }
    return whole;
  }
}
