package io.scriptfarm.contract;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A whole project at one moment: which path held which content. Canonical (sorted), so that equal
/// projects have equal snapshots wherever they were taken.
public record Snapshot(SortedMap<ProjectPath, Entry> entries) {
  /// More than any project has that was looked at; a listing of that many entries is about 20 MB.
  public static final int MAX_ENTRIES = 200_000;

  public Snapshot {
    if (entries.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException(
          "a snapshot has at most "
              + MAX_ENTRIES
              + " entries, this one has "
              + entries.size()
              + "; exclude folders that the build does not read");
    }
    entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
  }

  public static Snapshot of(Map<ProjectPath, Entry> entries) {
    return new Snapshot(new TreeMap<>(entries));
  }

  /// What a path holds.
  public sealed interface Entry {}

  /// A regular file of `size` bytes.
  public record File(Digest digest, long size) implements Entry {}

  /// A symbolic link; `target` is as the link says it: relative to the link's folder, and inside
  /// the snapshot.
  public record Link(String target) implements Entry {}
}
