package io.scriptfarm.contract;

import java.util.List;

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
    if (value.indexOf('\\') >= 0 || value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new IllegalArgumentException(
          "a path has no backslash and no control character: "
              + value.replaceAll("\\p{Cntrl}", "?"));
    }
    for (String segment : List.of(value.split("/", -1))) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException(
            "a path is relative to the project and stays inside it: " + value);
      }
    }
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
