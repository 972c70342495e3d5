package io.scriptfarm.contract.wire;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Compares two encoded snapshots without decoding them: linear in their size, about a millisecond
/// for 5,000 files, where decoding takes ten.
public final class SnapshotChanges {
  /// More is no edit any more.
  private static final int MAX_CHANGES = 64;

  private static final int HEX = 64;

  private final byte[] before;
  private final byte[] after;
  private int i;
  private int j;

  private SnapshotChanges(byte[] before, byte[] after) {
    this.before = before;
    this.after = after;
  }

  /// The files whose contents differ, as `after` has them, when both have the same paths and a few
  /// differ. Empty otherwise, and whenever decoding is the surer way.
  ///
  /// @param before a sound snapshot
  public static Optional<Map<ProjectPath, Snapshot.File>> between(Blob before, Blob after) {
    try {
      return new SnapshotChanges(before.bytes(), after.bytes()).find();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private Optional<Map<ProjectPath, Snapshot.File>> find() {
    Map<ProjectPath, Snapshot.File> changes = new TreeMap<>();
    while (true) {
      int same = Arrays.mismatch(before, i, before.length, after, j, after.length);
      if (same < 0) {
        return Optional.of(changes);
      }
      i += same;
      j += same;
      if (changes.size() == MAX_CHANGES) {
        return Optional.empty();
      }
      // Both are inside of the value of the same path, or this is no case for us.
      int back = 0;
      while (before[i - back] != '[') {
        if (++back > same) {
          return Optional.empty();
        }
      }
      i -= back;
      j -= back;
      ProjectPath path = pathBefore(i);
      i = endOfEntry(before, i);
      int value = j;
      j = endOfEntry(after, j);
      changes.put(path, entry(value));
    }
  }

  /// The key whose value begins at `value`.
  private ProjectPath pathBefore(int value) {
    if (before[value - 1] != ':' || before[value - 2] != '"') {
      throw new IllegalArgumentException("not in a value");
    }
    int start = value - 3;
    while (before[start] != '"') {
      start--;
    }
    // A backslash before it makes it part of the name, and one in the name needs decoding too.
    if (before[start - 1] != '{' && before[start - 1] != ',') {
      throw new IllegalArgumentException("not the beginning of a name");
    }
    for (int at = start; at < value - 2; at++) {
      if (before[at] == '\\') {
        throw new IllegalArgumentException("an escaped name");
      }
    }
    return new ProjectPath(
        new String(before, start + 1, value - 3 - start, StandardCharsets.UTF_8));
  }

  private static int endOfEntry(byte[] listing, int start) {
    int end = start;
    while (listing[end] != ']') {
      end++;
    }
    return end + 1;
  }

  /// The value of `after` that begins at `start` and ends before `j`: `["…",1]`.
  private Snapshot.File entry(int start) {
    String value = new String(after, start, j - start, StandardCharsets.US_ASCII);
    int hex = 2;
    int size = hex + HEX + 2;
    if (!value.startsWith("[\"") || !value.startsWith("\",", hex + HEX)) {
      throw new IllegalArgumentException("not the value of a file");
    }
    return new Snapshot.File(
        new Digest(value.substring(hex, hex + HEX)),
        Long.parseUnsignedLong(value, size, value.length() - 1, 10));
  }
}
