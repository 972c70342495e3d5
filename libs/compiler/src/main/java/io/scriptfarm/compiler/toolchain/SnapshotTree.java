package io.scriptfarm.compiler.toolchain;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A snapshot as a folder with files and symbolic links. Paths are relative to its root, which is
/// the empty path. Immutable.
final class SnapshotTree {
  private static final int MAX_LINKS = 40; // as deep as Linux follows them

  private final TreeMap<String, Snapshot.Entry> entries = new TreeMap<>();

  SnapshotTree(Snapshot snapshot) {
    snapshot
        .entries()
        .forEach((ProjectPath path, Snapshot.Entry entry) -> entries.put(path.value(), entry));
  }

  /// The path without symbolic links; empty when nothing is there.
  Optional<String> realPath(String path) {
    int budget = MAX_LINKS;
    Deque<String> pending = new ArrayDeque<>(segments(path));
    List<String> real = new ArrayList<>();
    while (!pending.isEmpty()) {
      String name = pending.pop();
      if (name.equals("..")) {
        if (real.isEmpty()) {
          return Optional.empty();
        }
        real.removeLast();
        continue;
      }
      real.add(name);
      if (entries.get(String.join("/", real)) instanceof Snapshot.Link(String target)) {
        if (budget-- == 0) {
          return Optional.empty();
        }
        real.removeLast();
        segments(target).reversed().forEach(pending::push);
      }
    }
    String found = String.join("/", real);
    return exists(found) ? Optional.of(found) : Optional.empty();
  }

  /// The digest of the file at this path, links followed.
  Optional<Digest> file(String path) {
    return realPath(path)
        .map(entries::get)
        .flatMap(
            entry ->
                entry instanceof Snapshot.File(Digest digest, long _)
                    ? Optional.of(digest)
                    : Optional.empty());
  }

  /// The files anywhere below a folder, by their paths relative to it. Links are not followed.
  SortedMap<String, Digest> filesBelow(String folder) {
    SortedMap<String, Digest> files = new TreeMap<>();
    String prefix = folder + "/";
    for (var entry : entries.tailMap(prefix).entrySet()) {
      if (!entry.getKey().startsWith(prefix)) {
        break;
      }
      if (entry.getValue() instanceof Snapshot.File(Digest digest, long _)) {
        files.put(entry.getKey().substring(prefix.length()), digest);
      }
    }
    return files;
  }

  private boolean exists(String path) {
    if (path.isEmpty() || entries.containsKey(path)) {
      return true;
    }
    @Nullable String next = entries.higherKey(path + "/");
    return next != null && next.startsWith(path + "/");
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (String name : path.split("/", -1)) {
      if (!name.isEmpty() && !name.equals(".")) {
        segments.add(name);
      }
    }
    return segments;
  }
}
