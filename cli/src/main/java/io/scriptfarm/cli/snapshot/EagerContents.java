package io.scriptfarm.cli.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.cli.snapshot.ProjectSnapshot.Source;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
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
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
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
  private static final int MAX_LINKS = 32; // on the way to one folder; ends circles

  private final ProjectConfig config;
  private final Path root;
  private final Map<Digest, Source> sources;
  private final NavigableMap<String, Snapshot.Entry> entries = new TreeMap<>();
  private final Set<String> areas = new HashSet<>();

  EagerContents(ProjectConfig config, Path root, Snapshot snapshot, Map<Digest, Source> sources) {
    this.config = config;
    this.root = root;
    this.sources = sources;
    snapshot.entries().forEach((path, entry) -> entries.put(path.value(), entry));
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
    return entries.subMap(folder + "/lib/lib.", folder + "/lib/lib/").keySet().stream()
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
      if (entries.get(path) instanceof Snapshot.File(Digest digest, long bytes)
          && size + bytes <= budget
          && chosen.add(digest)) {
        size += bytes;
      }
    }
    return chosen;
  }

  private List<String> ofTheProject() {
    List<String> own = new ArrayList<>();
    for (Map.Entry<String, Snapshot.Entry> entry : entries.entrySet()) {
      if (entry.getValue() instanceof Snapshot.File(Digest _, long size)
          && isOwn(entry.getKey(), size)) {
        own.add(entry.getKey());
      }
    }
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
    List<String> files = new ArrayList<>();
    List<String> code = new ArrayList<>();
    long codeSize = 0;
    String prefix = visit.folder() + "/";
    for (Map.Entry<String, Snapshot.Entry> entry : entries.tailMap(prefix, true).entrySet()) {
      String path = entry.getKey();
      if (!path.startsWith(prefix)) {
        break;
      }
      if (path.indexOf(MODULES, prefix.length()) < 0
          && entry.getValue() instanceof Snapshot.File(Digest _, long size)) {
        if (ends(path, TYPINGS)
            || (workspace && ends(path, SCRIPTS))
            || (path.endsWith(".json") && size <= LARGEST_JSON)) {
          files.add(path);
        } else if (visit.code() && ends(path, CODE)) {
          code.add(path);
          codeSize += size;
        }
      }
    }
    if (codeSize <= LARGEST_CODE) {
      files.addAll(code);
    }
    return files;
  }

  private void visit(Collection<Visit> visits, String from, String name, boolean code) {
    if (COMPILERS.contains(name)) {
      return;
    }
    String typings = "@types/" + name.replaceFirst("^@(.*)/", "$1__");
    for (String candidate : name.startsWith("@types/") ? List.of(name) : List.of(name, typings)) {
      String folder = find(from, candidate);
      if (folder != null) {
        visits.add(new Visit(folder, code));
      }
    }
  }

  /// The folder of a package, as Node finds it from a folder; null when there is none.
  private @Nullable String find(String from, String name) {
    for (String folder = from; ; folder = parent(folder)) {
      String place = follow(folder.isEmpty() ? MODULES + name : folder + "/" + MODULES + name);
      if (place != null && entries.containsKey(place + "/package.json")) {
        return place;
      }
      if (folder.isEmpty()) {
        return null;
      }
    }
  }

  /// A folder with the links on the way to it followed; null when they lead out or in a circle.
  private @Nullable String follow(String path) {
    Path place = Path.of(path);
    int links = 0;
    for (int length = 1; length <= place.getNameCount(); length++) {
      Path head = place.subpath(0, length);
      if (entries.get(ProjectConfig.slashed(head)) instanceof Snapshot.Link(String target)) {
        Path parent = head.getParent();
        Path resolved = (parent == null ? Path.of("") : parent).resolve(target).normalize();
        if (++links > MAX_LINKS || resolved.startsWith("..")) {
          return null;
        }
        place =
            length == place.getNameCount()
                ? resolved
                : resolved.resolve(place.subpath(length, place.getNameCount()));
        length = 0;
      }
    }
    return ProjectConfig.slashed(place);
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
