package io.scriptfarm.contract;

/// Where the compilers see the files of a snapshot. The folder is the same for every project and on
/// every machine, so that outcomes can be shared; it exists nowhere. Paths below it inside the
/// messages of {@link Diagnostic}s stand for paths below the snapshot's root, and whoever shows
/// such a message puts the real root in its place.
public final class SnapshotMount {
  /// Without a slash at the end. Eight levels, so that `..` in a project's options stays below `/`;
  /// of a character that is in no real message.
  public static final String ROOT = "/-/-/-/-/-/-/-/-";

  private SnapshotMount() {}
}
