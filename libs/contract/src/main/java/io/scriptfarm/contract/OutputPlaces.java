package io.scriptfarm.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the outputs of a project's build may go: where its configuration sends them, and over
/// nothing that somebody wrote by hand (requirement R44).
///
/// Code of the project names outputs: plugins, and the project's own compilers. So the farm asks
/// when it links, and the client, which trusts no farm, asks again before it writes.
///
/// - A folder that the configuration names and that holds no TypeScript is for outputs alone:
///   everything may go there, and replace what is there.
/// - Any other folder of outputs holds sources too: the project's own folder when there is no
///   `outDir`, an `outDir` of `.`. There an output may replace a file only when it has the name
///   that TSTL or TypeScript gives to the output of a source. Other names must be free, and lie
///   neither in `node_modules` nor in a folder or file whose name begins with a dot.
/// - Nothing goes into a folder of version control, and nothing becomes the `tsconfig.json`.
///
/// Paths are as those of {@link OutputFile}: relative to the snapshot's root, `/`-separated, and
/// may begin with `..`. Thread-safe when `there` is.
public final class OutputPlaces {
  private static final Set<String> VERSION_CONTROL =
      Set.of(".git", "git~1", ".hg", ".svn", ".bzr", ".jj", ".pijul", "_darcs", "cvs");
  private static final Pattern INVISIBLE = Pattern.compile("\\p{Cf}");
  private static final Pattern DECLARATION = Pattern.compile("(.*)\\.d\\.[cm]?ts(?:\\.map)?");
  private static final Pattern DECLARED = Pattern.compile(".*\\.d\\.[cm]?ts");
  private static final Pattern TYPESCRIPT =
      Pattern.compile("(?!.*\\.d\\.[cm]?ts$).*\\.(?:[cm]?ts|tsx)");
  private static final Pattern SOURCE =
      Pattern.compile("(?!.*\\.d\\.[cm]?ts$).*\\.(?:[cm]?[tj]s|[tj]sx|json)");

  private final Snapshot snapshot;
  private final List<String> apart; // folders for outputs alone
  private final List<String> shared; // folders of outputs that hold sources too
  private final Set<String> files;
  private final String extension;
  private final String config;
  private final boolean plugins;
  private final There there;
  private volatile @Nullable Sources sources; // found when they are first asked for

  /// What outputs are made of: the files, and how the paths of their Lua may end.
  private record Sources(Set<String> paths, Set<String> stems) {}

  /// What a configuration says of its outputs, as paths relative to the snapshot's root. Where it
  /// names a file, it names the file's folder too, and the declarations beside the file.
  ///
  /// @param folders into which it sends outputs
  /// @param files that it names as outputs, such as a bundle
  /// @param outDir whether it names a folder for the Lua; if not, the Lua goes beside its sources
  /// @param extension that Lua gets, with or without a dot before it
  /// @param plugins whether code of the project names outputs
  public record Named(
      Set<String> folders, Set<String> files, boolean outDir, String extension, boolean plugins) {
    public Named {
      Set<String> all = new HashSet<>(folders);
      Set<String> beside = new HashSet<>(files);
      for (String file : files) {
        all.add(folderOf(file));
        beside.add(file.replaceAll("\\.\\w+$", ".d.ts"));
      }
      folders = Set.copyOf(all);
      files = Set.copyOf(beside);
      extension = extension.strip().replaceAll("^\\.", "");
    }
  }

  /// What is where outputs go.
  @FunctionalInterface
  public interface There {
    /// What `content` would replace at `path`.
    Found at(String path, Digest content);
  }

  /// What is at a path already.
  public enum Found {
    NOTHING,
    /// The same content: nothing changes.
    THE_SAME,
    /// Something that no build is known to have written.
    SOMETHING_ELSE
  }

  private OutputPlaces(
      Snapshot snapshot,
      List<String> apart,
      List<String> shared,
      Named named,
      String config,
      There there) {
    this.snapshot = snapshot;
    this.apart = apart;
    this.shared = shared;
    this.files = named.files();
    this.extension = "." + named.extension();
    this.config = config;
    this.plugins = named.plugins();
    this.there = there;
  }

  /// Those of a project.
  ///
  /// @param config the path of its tsconfig
  public static OutputPlaces of(Snapshot snapshot, ProjectPath config, Named named, There there) {
    List<String> apart = new ArrayList<>();
    List<String> shared = new ArrayList<>();
    for (String folder : named.folders()) {
      (isBelow(config.value(), folder) || holdsTypeScript(snapshot, folder) ? shared : apart)
          .add(folder);
    }
    if (!named.outDir()) {
      shared.add(folderOf(config.value()));
    }
    return new OutputPlaces(snapshot, apart, shared, named, config.value(), there);
  }

  private static boolean holdsTypeScript(Snapshot snapshot, String folder) {
    ProjectPath first;
    try {
      first = new ProjectPath(folder + "/ "); // no name is before a blank
    } catch (IllegalArgumentException e) {
      return false; // no path of a snapshot is below it
    }
    return snapshot.entries().tailMap(first).keySet().stream()
        .map(ProjectPath::value)
        .takeWhile(path -> path.startsWith(folder + "/"))
        .anyMatch(path -> !isBelowNodeModules(path) && TYPESCRIPT.matcher(path).matches());
  }

  /// Why an output may not be written; empty when it may.
  ///
  /// @param content is asked for only where it matters
  public Optional<String> refusal(String path, Supplier<Digest> content) {
    if (!isProper(path)) {
      return Optional.of("it is no path of a project");
    }
    Optional<String> versionControl = versionControl(path);
    if (versionControl.isPresent()) {
      return versionControl.map(name -> name + " is a folder of version control");
    }
    if (path.equals(config) || nameOf(path).equalsIgnoreCase("tsconfig.json")) {
      return Optional.of("it is a configuration");
    }
    if (apart.stream().anyMatch(folder -> isBelow(path, folder))) {
      return Optional.empty();
    }
    Found found = there.at(path, content.get());
    boolean overSource = found == Found.SOMETHING_ELSE && SOURCE.matcher(path).matches();
    if (found == Found.THE_SAME || (isUsual(path) && !overSource)) {
      return Optional.empty();
    }
    return shared.stream()
        .filter(folder -> isBelow(path, folder))
        .findFirst()
        .map(folder -> besideSources(path.substring(prefix(folder).length()), found))
        .orElseGet(() -> Optional.of(outside()));
  }

  private static Optional<String> besideSources(String inFolder, Found found) {
    if (found == Found.SOMETHING_ELSE) {
      return Optional.of("a file that no build is known to have written is there");
    }
    return Stream.of(inFolder.split("/"))
        .filter(name -> name.equals("node_modules") || name.matches("\\.(?!\\.$).*"))
        .findFirst()
        .map(name -> name + " is no place for outputs beside sources");
  }

  private String outside() {
    List<String> places =
        Stream.concat(apart.stream(), shared.stream())
            .map(folder -> folder.isEmpty() ? "." : folder)
            .sorted()
            .distinct()
            .toList();
    return "it lies outside the folders that the tsconfig names for outputs ("
        + String.join(", ", places)
        + ")";
  }

  /// Whether the compilers themselves give this name to an output that goes beside sources.
  private boolean isUsual(String path) {
    String withoutMap = path.endsWith(".map") ? path.substring(0, path.length() - 4) : path;
    if (files.contains(withoutMap)) {
      return true;
    }
    var declaration = DECLARATION.matcher(path);
    if (declaration.matches()) {
      return Stream.of(".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
          .anyMatch(end -> sources().paths().contains(declaration.group(1) + end));
    }
    if (path.endsWith(".tsbuildinfo")) {
      String stem = nameOf(config).replaceAll("\\.json$", "");
      return nameOf(path).equals(stem + ".tsbuildinfo") && !path.startsWith("..");
    }
    return withoutMap.endsWith(extension)
        && shared.stream()
            .filter(folder -> isBelow(path, folder))
            .map(folder -> withoutMap.substring(prefix(folder).length()))
            .anyMatch(
                lua ->
                    lua.startsWith("lua_modules/")
                        || lua.equals("lualib_bundle" + extension)
                        || sources()
                            .stems()
                            .contains(
                                underscored(lua.substring(0, lua.length() - extension.length()))));
  }

  private Sources sources() {
    Sources found = sources;
    if (found == null) {
      found = find();
      sources = found; // twice the same is no harm
    }
    return found;
  }

  /// Stems are the paths without extensions, from each of their folders on: TSTL lets a Lua file's
  /// path begin at `rootDir`, and puts underscores for dots. A Lua file beside its declarations
  /// goes through TSTL too, but a plugin does not get to replace it.
  private Sources find() {
    Set<String> paths = new HashSet<>();
    Set<String> stems = new HashSet<>();
    for (Map.Entry<ProjectPath, Snapshot.Entry> entry : snapshot.entries().entrySet()) {
      String path = entry.getKey().value();
      boolean declared = DECLARED.matcher(path).matches();
      if (isBelowNodeModules(path)
          || !(entry.getValue() instanceof Snapshot.File)
          || !(declared || SOURCE.matcher(path).matches())) {
        continue;
      }
      paths.add(path);
      if (declared && plugins) {
        continue;
      }
      String stem = underscored(path.replaceAll("(\\.d)?\\.\\w+$", ""));
      stems.add(stem);
      for (int slash = stem.indexOf('/'); slash >= 0; slash = stem.indexOf('/', slash + 1)) {
        stems.add(stem.substring(slash + 1));
      }
    }
    return new Sources(paths, stems);
  }

  private static String underscored(String path) {
    return path.replace('.', '_');
  }

  /// The folder of version control that a path goes through, however a file system may spell it:
  /// some ignore case, dots and blanks at the end, and characters that cannot be seen.
  private static Optional<String> versionControl(String path) {
    String spelled = INVISIBLE.matcher(path).replaceAll("").toLowerCase(Locale.ROOT);
    if (VERSION_CONTROL.stream().noneMatch(spelled::contains)) {
      return Optional.empty();
    }
    return Stream.of(path.split("/"))
        .filter(
            name ->
                VERSION_CONTROL.contains(
                    INVISIBLE
                        .matcher(name)
                        .replaceAll("")
                        .replaceAll(":.*$", "")
                        .replaceAll("[. ]+$", "")
                        .toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /// Whether a path is relative, and goes up at its begin only.
  public static boolean isProper(String path) {
    boolean begun = false;
    for (String segment : path.split("/", -1)) {
      if (segment.isEmpty()
          || segment.equals(".")
          || (segment.equals("..") && begun)
          || segment.indexOf('\\') >= 0
          || segment.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
        return false;
      }
      begun |= !segment.equals("..");
    }
    return begun;
  }

  /// Whether a path lies below a folder; the root is the empty one, and a folder may be above it.
  private static boolean isBelow(String path, String folder) {
    if (folder.isEmpty() || isAbove(folder)) {
      return stepsUp(path) <= stepsUp(folder); // `../..` is above what goes up at most twice
    }
    return path.startsWith(folder + "/");
  }

  private static boolean isAbove(String folder) {
    return folder.equals("..") || folder.endsWith("/..");
  }

  private static int stepsUp(String path) {
    return (int) Stream.of(path.split("/")).takeWhile(".."::equals).count();
  }

  /// What to take from the begin of a path below the folder to have it from there on. Of a folder
  /// above the root that is nothing.
  private static String prefix(String folder) {
    return folder.isEmpty() || isAbove(folder) ? "" : folder + "/";
  }

  private static boolean isBelowNodeModules(String path) {
    return path.startsWith("node_modules/") || path.contains("/node_modules/");
  }

  private static String folderOf(String path) {
    return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
  }

  private static String nameOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
