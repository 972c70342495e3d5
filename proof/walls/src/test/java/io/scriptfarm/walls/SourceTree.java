package io.scriptfarm.walls;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The repository as the walls see it: every module that the root `pom.xml` names, with its sources
/// and its compiled classes.
final class SourceTree {
  private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");

  private SourceTree() {}

  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("farm"))) {
      folder = Objects.requireNonNull(folder.getParent(), "not in the repository");
    }
    return folder;
  }

  static List<Path> modules() {
    List<Path> modules = new ArrayList<>();
    Matcher matcher = MODULE.matcher(text(root().resolve("pom.xml")));
    while (matcher.find()) {
      modules.add(root().resolve(matcher.group(1)));
    }
    return modules;
  }

  /// The folders of main classes of all modules that have any.
  ///
  /// @throws AssertionError when a module with sources is not compiled: its walls would not be seen
  static List<Path> classFolders() {
    List<Path> folders = new ArrayList<>();
    for (Path module : modules()) {
      boolean hasSources =
          files(module.resolve("src/main/java"), ".java").stream()
              .anyMatch(file -> !file.endsWith("package-info.java"));
      if (hasSources) {
        Path classes = module.resolve("target/classes");
        if (files(classes, ".class").isEmpty()) {
          throw new AssertionError(module + " is not compiled");
        }
        folders.add(classes);
      }
    }
    return folders;
  }

  /// The main classes of all modules, read once.
  static JavaClasses classes() {
    return Read.CLASSES;
  }

  /// Reads what we wrote, and not what benchmarks have generated.
  static ClassFileImporter importer() {
    return new ClassFileImporter()
        .withImportOption(location -> !location.contains("/jmh_generated/"));
  }

  private static final class Read {
    static final JavaClasses CLASSES = importer().importPaths(classFolders());
  }

  /// All Java sources of a kind, `main` or `test`, of all modules.
  static List<Path> sources(String kind) {
    return modules().stream()
        .flatMap(
            module -> files(module.resolve("src").resolve(kind).resolve("java"), ".java").stream())
        .toList();
  }

  static List<Path> files(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
