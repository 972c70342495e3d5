package io.scriptfarm.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Who imports whom among the scripts of a folder, found by a way of its own: a regular expression
/// over relative `import`s, `export … from`s and `/// <reference path>`s, which is enough for rxjs.
final class ImportGraph {
  private static final Pattern SPECIFIER =
      Pattern.compile("(?:from |import |import\\(|reference path=)['\"](\\.[^'\"]*)['\"]");

  private final Map<Path, Set<Path>> importers = new HashMap<>();
  private final Path folder;

  ImportGraph(Path folder) {
    this.folder = folder;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path script : all.filter(f -> f.toString().endsWith(".ts")).toList()) {
        importers.computeIfAbsent(script, s -> new TreeSet<>());
        Matcher imports = SPECIFIER.matcher(Files.readString(script));
        while (imports.find()) {
          resolve(script.resolveSibling(imports.group(1)).normalize())
              .ifPresent(
                  target -> importers.computeIfAbsent(target, t -> new TreeSet<>()).add(script));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static java.util.Optional<Path> resolve(Path module) {
    return Stream.of(
            module, Path.of(module + ".ts"), module.resolve("index.ts"), Path.of(module + ".d.ts"))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /// The script and those that import it themselves, as paths below the folder.
  TreeSet<String> whoImports(String script) {
    TreeSet<String> names = new TreeSet<>(Set.of(script));
    importers
        .getOrDefault(folder.resolve(script), Set.of())
        .forEach(path -> names.add(folder.relativize(path).toString()));
    return names;
  }

  /// The script and all that import it, directly or not, as paths below the folder.
  TreeSet<String> whoSees(String script) {
    Set<Path> seen = new TreeSet<>();
    Deque<Path> next = new ArrayDeque<>();
    next.add(folder.resolve(script));
    while (!next.isEmpty()) {
      Path path = next.remove();
      if (seen.add(path)) {
        next.addAll(importers.getOrDefault(path, Set.of()));
      }
    }
    TreeSet<String> names = new TreeSet<>();
    seen.forEach(path -> names.add(folder.relativize(path).toString()));
    return names;
  }
}
