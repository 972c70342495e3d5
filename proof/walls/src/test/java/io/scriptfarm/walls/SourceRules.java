package io.scriptfarm.walls;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Rules that compiled classes do not show, or not alone.
final class SourceRules {
  static final int MOST_LINES = 400;

  private static final Pattern PROFILES = Pattern.compile("(?s)<profiles>.*</profiles>");

  private SourceRules() {}

  /// Files of more than {@value #MOST_LINES} lines, each with its length.
  static List<String> longFiles(Path root, List<Path> files) {
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      long lines = SourceTree.text(file).lines().count();
      if (lines > MOST_LINES) {
        found.add(root.relativize(file) + " has " + lines + " lines");
      }
    }
    return found;
  }

  /// Simple names that several public top-level types have, each with the types.
  static List<String> sharedNames(JavaClasses classes) {
    Map<String, TreeSet<String>> types = new TreeMap<>();
    for (JavaClass type : classes) {
      if (type.isTopLevelClass()
          && type.getModifiers().contains(JavaModifier.PUBLIC)
          && !type.getSimpleName().equals("package-info")) {
        types.computeIfAbsent(type.getSimpleName(), _ -> new TreeSet<>()).add(type.getName());
      }
    }
    return types.values().stream()
        .filter(several -> several.size() > 1)
        .map(several -> String.join(" and ", several))
        .toList();
  }

  /// Files that import a library of mocks.
  static List<String> mocking(Path root, List<Path> files) {
    return files.stream()
        .filter(
            file ->
                SourceTree.text(file)
                    .lines()
                    .anyMatch(
                        line ->
                            line.matches(
                                "import (static )?(org\\.mockito|org\\.easymock|mockit|io\\.mockk|org\\.powermock)\\..*")))
        .map(file -> root.relativize(file).toString())
        .toList();
  }

  /// Files that sleep, of tests, whose classes the walls do not read.
  static List<String> sleeping(Path root, List<Path> files) {
    return files.stream()
        .filter(
            file ->
                SourceTree.text(file)
                    .lines()
                    .anyMatch(line -> line.matches(".*\\b(Thread|TimeUnit\\.[A-Z]+)\\.sleep\\(.*")))
        .map(file -> root.relativize(file).toString())
        .toList();
  }

  /// Folders of sources that the linters do not read.
  ///
  /// @param lint the pom of the module that runs them, which lists what it reads
  static List<String> notLinted(Path root, List<Path> modules, String lint) {
    return modules.stream()
        .flatMap(module -> Stream.of("main", "test").map(kind -> module.resolve("src/" + kind)))
        .map(sources -> sources.resolve("java"))
        .filter(Files::isDirectory)
        .map(sources -> root.relativize(sources).toString())
        .filter(sources -> !lint.contains("/" + sources + "</source>"))
        .toList();
  }

  /// Modules that ask for a jar of tests outside a profile. Such a module does not build where
  /// tests are skipped, as for `./farm up`, because then nobody makes that jar.
  static List<String> jarsOfTests(Path root, List<Path> modules) {
    return modules.stream()
        .filter(
            module ->
                PROFILES
                    .matcher(SourceTree.text(module.resolve("pom.xml")))
                    .replaceAll("")
                    .contains("<type>test-jar</type>"))
        .map(module -> root.relativize(module).toString())
        .toList();
  }
}
