package io.scriptfarm.contract;

/// A file's path inside a snapshot: relative, `/`-separated, at most 1,024 characters, without
/// empty, `.` or `..` segments, backslashes or control characters. So no path can leave the
/// snapshot.
public record ProjectPath(String value) implements Comparable<ProjectPath> {
  // Longer than any path of the projects that were looked at; short enough for every file system.
  private static final int MAX_LENGTH = 1024;

  public ProjectPath {
    check(value);
  }

  private static void check(String value) {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a path has 1 to " + MAX_LENGTH + " characters, this one has " + value.length());
    }
    // One pass and no objects: snapshots have 100,000 paths.
    int segment = 0;
    for (int i = 0; i <= value.length(); i++) {
      char c = i < value.length() ? value.charAt(i) : '/';
      if (c == '\\' || c < ' ' || c == 0x7f) {
        throw new IllegalArgumentException(
            "a path has no backslash and no control character: "
                + value.replaceAll("\\p{Cntrl}", "?"));
      }
      if (c == '/') {
        if (isDots(value, segment, i)) {
          throw new IllegalArgumentException(
              "a path is relative to the project and stays inside it: " + value);
        }
        segment = i + 1;
      }
    }
  }

  /// Whether a segment is empty, `.` or `..`.
  private static boolean isDots(String value, int from, int to) {
    return to - from == 0
        || (to - from == 1 && value.charAt(from) == '.')
        || (to - from == 2 && value.charAt(from) == '.' && value.charAt(from + 1) == '.');
  }

  @Override
  public int compareTo(ProjectPath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
