package io.scriptfarm.contract;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A snapshot as a folder with files and symbolic links. Paths are relative to its root, which is
/// the empty path. Immutable.
public final class SnapshotTree {
  private static final int MAX_LINKS = 40; // as deep as Linux follows them
  private static final char AFTER_SLASH = '/' + 1; // so that all below a folder is skipped

  private final TreeMap<String, Snapshot.Entry> entries = new TreeMap<>();

  public SnapshotTree(Snapshot snapshot) {
    snapshot
        .entries()
        .forEach((ProjectPath path, Snapshot.Entry entry) -> entries.put(path.value(), entry));
  }

  /// The path without symbolic links; empty when nothing is there.
  public Optional<String> realPath(String path) {
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

  /// The file at this path, links followed.
  public Optional<Snapshot.File> file(String path) {
    return realPath(path)
        .map(entries::get)
        .filter(Snapshot.File.class::isInstance)
        .map(Snapshot.File.class::cast);
  }

  /// The real folder of a package, as Node finds it from a folder upwards: the nearest that has a
  /// `package.json`.
  public Optional<String> packageFolder(String from, String name) {
    for (String folder = from;
        ;
        folder = folder.substring(0, Math.max(folder.lastIndexOf('/'), 0))) {
      String candidate = (folder.isEmpty() ? "" : folder + "/") + "node_modules/" + name;
      if (!folder.endsWith("node_modules") && file(candidate + "/package.json").isPresent()) {
        return realPath(candidate);
      }
      if (folder.isEmpty()) {
        return Optional.empty();
      }
    }
  }

  /// The files anywhere below a folder, by their paths relative to it. Links are not followed.
  public SortedMap<String, Snapshot.File> filesBelow(String folder) {
    SortedMap<String, Snapshot.File> files = new TreeMap<>();
    String prefix = folder.isEmpty() ? "" : folder + "/";
    for (var entry : entries.tailMap(prefix).entrySet()) {
      if (!entry.getKey().startsWith(prefix)) {
        break;
      }
      if (entry.getValue() instanceof Snapshot.File file) {
        files.put(entry.getKey().substring(prefix.length()), file);
      }
    }
    return files;
  }

  /// The file or the link at this path itself; empty where a folder or nothing is.
  public Optional<Snapshot.Entry> at(String path) {
    return Optional.ofNullable(entries.get(path));
  }

  /// Whether something lies below this path itself.
  public boolean isFolder(String path) {
    return path.isEmpty() || (!entries.containsKey(path) && exists(path));
  }

  /// The names in a folder, without following links.
  public SortedSet<String> names(String folder) {
    SortedSet<String> names = new TreeSet<>();
    String prefix = folder.isEmpty() ? "" : folder + "/";
    for (String next = entries.ceilingKey(prefix); next != null && next.startsWith(prefix); ) {
      int slash = next.indexOf('/', prefix.length());
      String name = next.substring(prefix.length(), slash < 0 ? next.length() : slash);
      names.add(name);
      next = slash < 0 ? entries.higherKey(next) : entries.ceilingKey(prefix + name + AFTER_SLASH);
    }
    return names;
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
