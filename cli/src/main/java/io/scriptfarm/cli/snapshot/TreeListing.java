package io.scriptfarm.cli.snapshot;

import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/// Which files below a root can matter to a build: by extension, `.ts .tsx .mts .cts .js .jsx .mjs
/// .cjs .json .lua`, in all folders but those of version control, editors and caches.
///
/// A build with plugins can read anything. For those, other files are listed too, with these
/// limits: none in `node_modules`, none whose name or whose folder's begins with a dot (that is
/// where secrets are), none over {@link #LARGEST_OTHER} bytes, and of the rest as many as {@link
/// #MOST_OTHER} and {@link #OTHER_BYTES} allow, the smallest first; a warning says when some did
/// not fit. Without plugins they are left out, so that what no build reads changes no snapshot.
///
/// Symbolic links that point inside the root stay links. Those that lead outside are followed as if
/// their target were there, but never into a folder that they are already inside of, so that loops
/// end; dangling ones are left out. Names that are not UTF-8 or that no snapshot can hold, and what
/// may not be read, are left out with a warning.
record TreeListing(
    List<ListedFile> files, List<ListedLink> links, List<String> warnings, Set<Path> followed) {

  /// The same places, with these files.
  TreeListing with(List<ListedFile> others) {
    return new TreeListing(others, links, warnings, followed);
  }

  /// Whether both list the same files and links, whatever the files hold.
  boolean hasSamePlaces(TreeListing other) {
    return links.equals(other.links)
        && files.size() == other.files.size()
        && IntStream.range(0, files.size())
            .allMatch(i -> files.get(i).path().equals(other.files.get(i).path()));
  }

  record ListedFile(ProjectPath path, Path file, FileStamp stamp) {}

  record ListedLink(ProjectPath path, String target) {}

  // Folders that hold nothing a build reads, by name, at any depth. `.pnpm` and project folders
  // that begin with a dot are read.
  private static final Set<String> SKIPPED =
      Set.of(
          ".git", ".hg", ".svn", ".bzr", ".farm", ".idea", ".vscode", ".vs", ".cache", ".gradle",
          ".bin", ".venv");
  private static final Set<String> EXTENSIONS =
      Set.of("ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "json", "lua");
  // More levels than a path of the longest allowed length usefully has; bounds followed links.
  private static final int MAX_DEPTH = 128;

  /// Tables, texts and templates are smaller; pictures and sounds, which are not read, mostly
  /// larger.
  static final long LARGEST_OTHER = 1 << 20;

  static final int MOST_OTHER = 20_000;

  /// Read once to know their digests: about a second.
  static final long OTHER_BYTES = 128L << 20;

  static boolean isRelevant(String name) {
    int dot = name.lastIndexOf('.');
    return dot >= 0 && EXTENSIONS.contains(name.substring(dot + 1));
  }

  /// Whether what is in this folder is listed, if it is below a folder that is.
  static boolean isListed(Path folder, Set<Path> skip) {
    Path name = folder.getFileName();
    return (name == null || !SKIPPED.contains(name.toString())) && !skip.contains(folder);
  }

  /// @param skip folders that are left out, whatever their name: the farm's own data
  /// @param plugins whether plugins take part in the build, which may read files of any kind
  static TreeListing of(Path root, Set<Path> skip, boolean plugins)
      throws IOException, SnapshotException {
    Walk walk = new Walk(root, root.toRealPath(), skip, plugins);
    walk.folder(root, "", 0);
    walk.addOthers();
    return new TreeListing(
        walk.files, walk.links, List.copyOf(walk.warnings), Set.copyOf(walk.followed));
  }

  private static final class Walk {
    private final Path root;
    private final Path realRoot;
    private final Set<Path> skip;
    private final List<ListedFile> files = new ArrayList<>();
    private final List<ListedLink> links = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Set<Path> followed = new HashSet<>();
    private final boolean plugins;
    private final List<ListedFile> others = new ArrayList<>();
    // The real paths of the folders outside the root that the walk is inside of.
    private final List<Path> inside = new ArrayList<>();

    Walk(Path root, Path realRoot, Set<Path> skip, boolean plugins) {
      this.root = root;
      this.realRoot = realRoot;
      this.skip = skip;
      this.plugins = plugins;
    }

    private void addOthers() throws SnapshotException {
      others.sort(
          Comparator.<ListedFile>comparingLong(file -> file.stamp().size())
              .thenComparing(ListedFile::path));
      long bytes = 0;
      int taken = 0;
      for (ListedFile other : others) {
        bytes += other.stamp().size();
        if (taken == MOST_OTHER || bytes > OTHER_BYTES) {
          warnings.add(
              "left out, too many files that are no sources for plugins to read: the "
                  + (others.size() - taken)
                  + " largest, from "
                  + other.path()
                  + " on");
          return;
        }
        taken++;
        files.add(other);
        limit();
      }
    }

    private static boolean isOther(String path) {
      return !path.startsWith(".") && !path.contains("/.") && !path.contains("node_modules/");
    }

    void folder(Path folder, String prefix, int depth) throws IOException, SnapshotException {
      if (depth > MAX_DEPTH) {
        warnings.add("left out, nested too deeply: " + folder);
        return;
      }
      List<Path> children = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        stream.forEach(children::add);
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      } catch (AccessDeniedException e) {
        if (folder.equals(root)) {
          throw e;
        }
        warnings.add("left out, may not be read: " + folder);
        return;
      } catch (NoSuchFileException e) {
        if (folder.equals(root)) {
          throw e;
        }
        return; // gone since its parent was listed
      }
      for (Path child : children) {
        child(child, prefix, depth);
      }
    }

    private void child(Path child, String prefix, int depth) throws IOException, SnapshotException {
      Path fileName = child.getFileName();
      String name = fileName == null ? "" : fileName.toString();
      boolean relevant = isRelevant(name);
      FileStamp stamp;
      try {
        stamp = FileStamp.of(child);
      } catch (NoSuchFileException e) {
        return; // gone since its folder was listed
      }
      switch (stamp.kind()) {
        case FILE -> {
          if (relevant) {
            file(child, prefix + name, stamp);
          } else if (plugins && stamp.size() <= LARGEST_OTHER && isOther(prefix + name)) {
            other(child, prefix + name, stamp);
          }
        }
        case FOLDER -> {
          if (TreeListing.isListed(child, skip)) {
            folder(child, prefix + name + "/", depth + 1);
          }
        }
        case LINK -> link(child, prefix + name, relevant, depth);
        case OTHER -> {
          if (relevant) {
            warnings.add("left out, not a regular file: " + child);
          }
        }
      }
    }

    private void file(Path file, String path, FileStamp stamp) throws SnapshotException {
      if (isPossible(path)) {
        files.add(new ListedFile(new ProjectPath(path), file, stamp));
        limit();
      }
    }

    private void other(Path file, String path, FileStamp stamp) {
      if (isPossible(path)) {
        others.add(new ListedFile(new ProjectPath(path), file, stamp));
      }
    }

    private void link(Path link, String path, boolean relevant, int depth)
        throws IOException, SnapshotException {
      Path target;
      FileStamp stamp;
      try {
        target = link.toRealPath();
        stamp = FileStamp.of(target);
      } catch (FileSystemException e) {
        return; // dangling, or a link to itself
      }
      boolean folder = stamp.kind() == FileStamp.Kind.FOLDER;
      Path name = link.getFileName();
      if (folder ? name != null && SKIPPED.contains(name.toString()) : !relevant) {
        return;
      }
      if (target.startsWith(realRoot) && isListed(realRoot.relativize(target), folder)) {
        if (isPossible(path)) {
          links.add(new ListedLink(new ProjectPath(path), relativeTarget(path, target)));
          limit();
        }
      } else if (!folder) {
        if (stamp.kind() == FileStamp.Kind.FILE) {
          followed.add(target);
          file(link, path, stamp);
        }
      } else if (realRoot.startsWith(target)
          || inside.stream().anyMatch(i -> i.startsWith(target))) {
        warnings.add("left out, a link to a folder that it lies in: " + link);
      } else {
        followed.add(target);
        inside.add(target);
        folder(link, path + "/", depth + 1);
        inside.removeLast();
      }
    }

    private boolean isListed(Path target, boolean folder) {
      int names = target.getNameCount();
      for (int i = 0; i < (folder ? names : names - 1); i++) {
        if (SKIPPED.contains(target.getName(i).toString())
            || skip.contains(root.resolve(target.subpath(0, i + 1)))) {
          return false;
        }
      }
      return folder || isRelevant(target.getName(names - 1).toString());
    }

    private String relativeTarget(String path, Path target) {
      Path from = root.resolve(path).getParent();
      Path to = root.resolve(realRoot.relativize(target)).normalize();
      String relative = ProjectConfig.slashed((from == null ? root : from).relativize(to));
      return relative.isEmpty() ? "." : relative;
    }

    private boolean isPossible(String path) {
      if (path.indexOf('\uFFFD') >= 0) {
        warnings.add("left out, its name is not UTF-8: " + shown(path));
        return false;
      }
      try {
        new ProjectPath(path);
        return true;
      } catch (IllegalArgumentException e) {
        String reason = Objects.requireNonNullElse(e.getMessage(), "no possible path");
        warnings.add("left out, " + reason.replace(path, shown(path)) + ": " + shown(path));
        return false;
      }
    }

    private static String shown(String path) {
      return path.replaceAll("[\\p{Cntrl}\uFFFD]", "?");
    }

    private void limit() throws SnapshotException {
      if (files.size() + links.size() > Snapshot.MAX_ENTRIES) {
        throw new SnapshotException(
            "more than "
                + Snapshot.MAX_ENTRIES
                + " files below "
                + root
                + " could matter to the build; name the folder that holds what it reads with"
                + " --root");
      }
    }
  }
}
