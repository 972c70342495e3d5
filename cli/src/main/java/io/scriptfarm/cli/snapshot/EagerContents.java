package io.scriptfarm.cli.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.cli.snapshot.ProjectSnapshot.Source;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import io.scriptfarm.contract.SnapshotTree;
import io.scriptfarm.contract.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Guesses what a build will read, so that a first build takes one upload instead of a round for
/// every level of imports. A wrong guess costs time only: what is missing, the farm asks for.
///
/// These are the files of the project itself, and of the packages that its sources and its
/// configuration name, and of those that they depend on, the typings and Lua files; with plugins
/// their code too. So the size of `node_modules` does not matter. The compilers' own packages are
/// left to the farm to ask for.
final class EagerContents {
  private static final long LARGEST_JSON = 1 << 20;
  private static final long LARGEST_SCANNED = 1 << 20;
  private static final long LARGEST_OTHER = 256 << 10;
  private static final long LARGEST_CODE = 8 << 20; // of a package, in bytes
  private static final String MODULES = "node_modules/";
  private static final Set<String> COMPILERS = Set.of("typescript", "typescript-to-lua");
  private static final List<String> TYPINGS = List.of(".d.ts", ".d.mts", ".d.cts", ".lua");
  private static final List<String> CODE = List.of(".js", ".cjs", ".mjs");
  private static final List<String> SCRIPTS = List.of(".ts", ".tsx", ".mts", ".cts");
  private static final List<String> TEXTS =
      List.of(".txt", ".csv", ".tsv", ".yaml", ".yml", ".toml", ".ini", ".xml", ".md");
  private static final Pattern NAMED =
      Pattern.compile(
          "(?:\\bfrom|\\bimport|\\brequire|\\btypes\\s*=|\\bdeclare\\s+module)\\s*\\(?\\s*"
              + "[\"']([^\"'\\s.][^\"'\\s]*)[\"']");

  private final ProjectConfig config;
  private final Path root;
  private final Map<Digest, Source> sources;
  private final SortedMap<String, Snapshot.File> listing;
  private final SnapshotTree tree;
  private final Set<String> areas = new HashSet<>();

  EagerContents(ProjectConfig config, Path root, Snapshot snapshot, Map<Digest, Source> sources) {
    this.config = config;
    this.root = root;
    this.sources = sources;
    this.tree = new SnapshotTree(snapshot);
    this.listing = tree.filesBelow("");
    areas.add(below(config.folder()));
    config.reaches().stream()
        .filter(reached -> reached.startsWith(root))
        .forEach(
            reached ->
                areas.add(
                    below(Files.isDirectory(reached) ? reached : ProjectConfig.folderOf(reached))));
  }

  /// At most about `budget` bytes, what is surely read first.
  Set<Digest> all(long budget) {
    Set<String> chosen = new LinkedHashSet<>(ofTheProject());
    chosen.addAll(ofPackages(chosen));
    return within(chosen, budget);
  }

  /// Those of `changed`, none of them in a package, that belong to the project itself.
  Set<Digest> own(Collection<Digest> changed, long budget) {
    List<String> chosen = new ArrayList<>();
    for (Digest digest : changed) {
      Source source = Objects.requireNonNull(sources.get(digest));
      if (isOwn(source.path().value(), source.size())) {
        chosen.add(source.path().value());
      }
    }
    return within(chosen, budget);
  }

  static boolean isInPackage(ProjectPath path) {
    return path.value().contains(MODULES);
  }

  /// What goes with contents that the farm asks for: of a package's code, all of it and that of the
  /// packages that it depends on, because one module requires the next.
  Set<Digest> companions(Collection<Digest> asked, long budget) {
    Queue<Visit> start = new ArrayDeque<>();
    Set<String> files = new LinkedHashSet<>();
    for (Digest digest : asked) {
      Source source = sources.get(digest);
      if (source == null || !isInPackage(source.path())) {
        continue;
      }
      String path = source.path().value();
      String folder = packageOf(path);
      if (folder == null) {
        continue;
      }
      if (folder.endsWith(MODULES + "typescript")) {
        if (path.startsWith(folder + "/lib/")) {
          files.addAll(ofTypeScript(folder));
        }
      } else if (ends(path, CODE)) {
        start.add(new Visit(folder, true));
      }
    }
    files.addAll(follow(start));
    return within(files, budget);
  }

  /// The compiler itself and its library; the rest of the package is for editors.
  private List<String> ofTypeScript(String folder) {
    return listing.subMap(folder + "/lib/lib.", folder + "/lib/lib/").keySet().stream()
        .filter(path -> path.endsWith(".d.ts"))
        .collect(
            java.util.stream.Collectors.toCollection(
                () ->
                    new ArrayList<>(
                        List.of(folder + "/package.json", folder + "/lib/typescript.js"))));
  }

  private Set<Digest> within(Collection<String> paths, long budget) {
    Set<Digest> chosen = new LinkedHashSet<>();
    long size = 0;
    for (String path : paths) {
      Snapshot.File file = listing.get(path);
      if (file != null && size + file.size() <= budget && chosen.add(file.digest())) {
        size += file.size();
      }
    }
    return chosen;
  }

  private List<String> ofTheProject() {
    List<String> own = new ArrayList<>();
    listing.forEach(
        (path, file) -> {
          if (isOwn(path, file.size())) {
            own.add(path);
          }
        });
    return own;
  }

  private boolean isOwn(String path, long size) {
    if (path.contains(MODULES)) {
      return false;
    }
    boolean inside = false;
    for (int end = path.lastIndexOf('/'); !inside; end = path.lastIndexOf('/', end - 1)) {
      inside = areas.contains(end < 0 ? "" : path.substring(0, end));
      if (end < 0) {
        break;
      }
    }
    if (!inside && !path.endsWith("/package.json") && !path.equals("package.json")) {
      return false;
    }
    if (path.endsWith(".json")) {
      return size <= LARGEST_JSON;
    }
    return TreeListing.isRelevant(path) || (size <= LARGEST_OTHER && ends(path, TEXTS));
  }

  /// A package's folder; whether its code is wanted.
  private record Visit(String folder, boolean code) {}

  private Set<String> ofPackages(Set<String> own) {
    Queue<Visit> start = new ArrayDeque<>();
    boolean plugins = config.runsPlugins();
    String home = below(config.folder());
    for (String name : config.packages()) {
      visit(start, home, name, plugins);
    }
    Set<Visit> named = new LinkedHashSet<>();
    for (String path : own) {
      boolean code = ends(path, CODE);
      if (ends(path, SCRIPTS) || (plugins && code)) {
        String folder = parent(path);
        // A plugin may be written in TypeScript.
        named(path).forEach(name -> visit(named, folder, name, plugins));
      }
    }
    start.addAll(named);
    return follow(start);
  }

  private Set<String> follow(Queue<Visit> start) {
    Set<String> files = new LinkedHashSet<>();
    Set<Visit> seen = new HashSet<>(start);
    Queue<Visit> rest = new ArrayDeque<>(seen);
    while (!rest.isEmpty()) {
      Visit visit = rest.remove();
      files.addAll(filesOf(visit));
      Set<Visit> next = new LinkedHashSet<>();
      dependencies(visit.folder()).forEach(name -> visit(next, visit.folder(), name, visit.code()));
      next.stream().filter(seen::add).forEach(rest::add);
    }
    return files;
  }

  private List<String> filesOf(Visit visit) {
    boolean workspace = !visit.folder().contains(MODULES);
    List<String> wanted = new ArrayList<>();
    List<String> code = new ArrayList<>();
    long codeSize = 0;
    for (Map.Entry<String, Snapshot.File> entry : tree.filesBelow(visit.folder()).entrySet()) {
      String path = visit.folder() + "/" + entry.getKey();
      long size = entry.getValue().size();
      if (entry.getKey().contains(MODULES)) {
        continue; // a package of its own
      }
      if (ends(path, TYPINGS)
          || (workspace && ends(path, SCRIPTS))
          || (path.endsWith(".json") && size <= LARGEST_JSON)) {
        wanted.add(path);
      } else if (visit.code() && ends(path, CODE)) {
        code.add(path);
        codeSize += size;
      }
    }
    if (codeSize <= LARGEST_CODE) {
      wanted.addAll(code);
    }
    return wanted;
  }

  private void visit(Collection<Visit> visits, String from, String name, boolean code) {
    if (COMPILERS.contains(name)) {
      return;
    }
    String typings = "@types/" + name.replaceFirst("^@(.*)/", "$1__");
    for (String candidate : name.startsWith("@types/") ? List.of(name) : List.of(name, typings)) {
      tree.packageFolder(from, candidate).ifPresent(folder -> visits.add(new Visit(folder, code)));
    }
  }

  private static @Nullable String packageOf(String path) {
    int modules = path.lastIndexOf(MODULES) + MODULES.length();
    int end = path.indexOf('/', modules);
    if (end >= 0 && path.charAt(modules) == '@') {
      end = path.indexOf('/', end + 1);
    }
    return end < 0 ? null : path.substring(0, end);
  }

  private List<String> dependencies(String folder) {
    List<String> names = new ArrayList<>();
    try {
      JsonNode manifest =
          Json.mapper().readTree(Files.readAllBytes(root.resolve(folder + "/package.json")));
      for (String kind : List.of("dependencies", "peerDependencies", "optionalDependencies")) {
        manifest.path(kind).fieldNames().forEachRemaining(names::add);
      }
      return names;
    } catch (JsonProcessingException e) {
      return names; // Node would not take it for a package
    } catch (IOException e) {
      return names; // gone since it was listed
    }
  }

  /// The packages that a script names, and strings that only look like it.
  private Set<String> named(String path) {
    Set<String> names = new LinkedHashSet<>();
    try {
      Path file = root.resolve(path);
      if (Files.size(file) <= LARGEST_SCANNED) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        for (Matcher match = NAMED.matcher(text); match.find(); ) {
          String name = Packages.nameOf(match.group(1));
          if (!name.contains("..") && name.chars().allMatch(c -> c > ' ' && c != '\\')) {
            names.add(name);
          }
        }
      }
      return names;
    } catch (IOException e) {
      return names; // gone since it was listed
    }
  }

  private String below(Path folder) {
    return folder.equals(root) ? "" : ProjectConfig.slashed(root.relativize(folder));
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private static boolean ends(String path, List<String> endings) {
    for (String ending : endings) {
      if (path.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }
}
