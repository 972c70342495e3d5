package io.scriptfarm.contract;

import java.util.List;

/// How `tstl` would be called for a project, where that can matter: not in the folder of the
/// tsconfig, or with options besides `-p`.
///
/// @param folder the working directory, relative to the snapshot's root; empty for the root itself,
///     and it may lead out of it by `..`
/// @param options as on the command line, such as `--luaTarget` and `5.3`
public record Invocation(String folder, List<String> options) {
  // More than any command line that was looked at.
  private static final int MOST_OPTIONS = 200;
  private static final int LONGEST = 4096;

  /// @throws IllegalArgumentException when it is too long, or names files of further options, which
  ///     a compiler would have to read
  public Invocation {
    options = List.copyOf(options);
    if (folder.length() > LONGEST || folder.startsWith("/") || folder.contains("\\")) {
      throw new IllegalArgumentException(
          "a folder is relative to the project, with `/`, and has at most "
              + LONGEST
              + " characters");
    }
    if (options.size() > MOST_OPTIONS
        || options.stream().anyMatch(option -> option.length() > LONGEST)) {
      throw new IllegalArgumentException(
          "at most %d options of %d characters each".formatted(MOST_OPTIONS, LONGEST));
    }
    if (options.stream().anyMatch(option -> option.startsWith("@"))) {
      throw new IllegalArgumentException(
          "files of options (@file) are not read here; write the options themselves");
    }
  }
}
