package io.scriptfarm.compiler.protocol;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Questions about a snapshot: what a piece of work read of it. `looks` ask what is at a path, a
/// file, a folder, a link or nothing; `contents` what the file there says; `listings` which names a
/// folder has. Paths are relative to the root, and none leads through a link.
public record ReadSet(
    SortedSet<String> looks, SortedSet<String> contents, List<ListedFolder> listings) {
  public ReadSet {
    looks = new TreeSet<>(looks);
    contents = new TreeSet<>(contents);
    listings = listings.stream().sorted().collect(Collectors.toUnmodifiableList());
  }

  /// The questions of both.
  public ReadSet and(ReadSet other) {
    Set<ListedFolder> all = new TreeSet<>(listings);
    all.addAll(other.listings);
    SortedSet<String> allLooks = new TreeSet<>(looks);
    allLooks.addAll(other.looks);
    SortedSet<String> allContents = new TreeSet<>(contents);
    allContents.addAll(other.contents);
    return new ReadSet(allLooks, allContents, List.copyOf(all));
  }

  /// @param endings of the files that were asked for, empty for all; folders and links always were
  public record ListedFolder(String path, Optional<List<String>> endings)
      implements Comparable<ListedFolder> {
    public ListedFolder {
      endings = endings.map(List::copyOf);
    }

    /// Whether a file of this name was asked for.
    public boolean wants(String name) {
      return endings.isEmpty() || endings.get().stream().anyMatch(name::endsWith);
    }

    @Override
    public int compareTo(ListedFolder other) {
      return toString().compareTo(other.toString());
    }
  }
}
