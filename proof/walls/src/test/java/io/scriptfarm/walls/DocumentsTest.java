package io.scriptfarm.walls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The documents name what exists. Needs no farm.
@DisplayName("the documents")
class DocumentsTest {
  /// More than this nobody reads in an editor; tables included.
  private static final int LINE = 200;

  /// Documents that tell what was; names in them may be gone.
  private static final List<String> HISTORY =
      List.of("CHANGELOG.md", "docs/lab-book.md", "docs/decisions/", "docs/performance.md");

  /// Made up, in the example of a new stage.
  private static final Set<String> EXAMPLES = Set.of("LintJob", "LintStage", "LintWork");

  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
  private static final Pattern SPAN = Pattern.compile("`([^`\n]+)`");
  private static final Pattern TYPE = Pattern.compile("\\b[A-Z][a-z0-9]+[A-Z]\\w*\\b");
  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final Pattern REQUIREMENT = Pattern.compile("\\bR[1-9][0-9]?\\b");
  private static final Pattern DECISION = Pattern.compile("\\b[Dd]ecisions? ([0-9]+)");

  private final Path root = SourceTree.root();
  private final List<Path> files = files();
  private final List<Path> documents =
      files.stream().filter(file -> file.toString().endsWith(".md")).toList();

  @Test
  @DisplayName("link to files and headings that exist")
  void linksLeadSomewhere() {
    Set<String> broken = new TreeSet<>();
    for (Path document : documents) {
      for (String target : matches(LINK, SourceTree.text(document))) {
        if (target.contains("://")) {
          continue;
        }
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
        if (!Files.exists(file) || (parts.length > 1 && !headings(file).contains(parts[1]))) {
          broken.add(name(document) + ": " + target);
        }
      }
    }
    assertEquals(Set.of(), broken);
  }

  @Test
  @DisplayName("name folders and files that exist")
  void pathsExist() {
    Set<String> tops =
        files.stream()
            .map(root::relativize)
            .filter(file -> file.getNameCount() > 1)
            .map(file -> file.getName(0).toString())
            .collect(Collectors.toSet());
    Set<String> missing = new TreeSet<>();
    for (Path document : current()) {
      for (String span : matches(SPAN, SourceTree.text(document))) {
        String path = span.split(" ", 2)[0];
        int slash = path.indexOf('/');
        if (slash > 0
            && tops.contains(path.substring(0, slash))
            && path.chars().noneMatch(c -> "*<>{}…$=".indexOf(c) >= 0)
            && !path.contains("NNNN")
            && !path.contains("/target/")
            && !Files.exists(root.resolve(path))) {
          missing.add(name(document) + ": " + path);
        }
      }
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  @DisplayName("name types, tests and methods that exist")
  void namesExist() {
    Set<String> words = new HashSet<>(EXAMPLES);
    sources().forEach(file -> words.addAll(matches(WORD, SourceTree.text(file))));
    Set<String> missing = new TreeSet<>();
    for (Path document : current()) {
      for (String span : matches(SPAN, SourceTree.text(document))) {
        matches(TYPE, span).stream()
            .filter(type -> !words.contains(type))
            .forEach(type -> missing.add(name(document) + ": " + type));
      }
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  @DisplayName("say what each requirement is that code cites")
  void requirementsAreDefined() {
    Set<String> defined =
        new HashSet<>(
            matches(
                Pattern.compile("(?m)^- \\*\\*(R\\d+)"),
                SourceTree.text(root.resolve("docs/requirements.md"))));
    Set<String> undefined = new TreeSet<>();
    sources()
        .filter(file -> file.toString().endsWith(".java"))
        .flatMap(file -> matches(REQUIREMENT, SourceTree.text(file)).stream())
        .filter(id -> !defined.contains(id))
        .forEach(undefined::add);
    assertEquals(Set.of(), undefined);
  }

  @Test
  @DisplayName("list every decision, and cite none that is not there")
  void decisionsAreThere() {
    List<String> records =
        documents.stream()
            .map(this::name)
            .filter(name -> name.matches("docs/decisions/\\d{4}-.*"))
            .map(name -> name.substring("docs/decisions/".length()))
            .toList();
    String index = SourceTree.text(root.resolve("docs/decisions/README.md"));
    assertEquals(List.of(), records.stream().filter(record -> !index.contains(record)).toList());
    Set<String> numbers =
        records.stream()
            .map(record -> String.valueOf(Integer.parseInt(record.substring(0, 4))))
            .collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>();
    Stream.concat(sources(), documents.stream())
        .forEach(
            file ->
                matches(DECISION, SourceTree.text(file)).stream()
                    .filter(number -> !numbers.contains(number))
                    .forEach(number -> unknown.add(name(file) + ": decision " + number)));
    assertEquals(Set.of(), unknown);
  }

  @Test
  @DisplayName("have lines that can be read")
  void linesAreShort() {
    Set<String> tooLong = new TreeSet<>();
    for (Path document : documents) {
      List<String> lines = SourceTree.text(document).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).length() > LINE && !isGenerated(document, lines, i)) {
          tooLong.add(name(document) + ":" + (i + 1));
        }
      }
    }
    assertEquals(Set.of(), tooLong);
  }

  private boolean isGenerated(Path document, List<String> lines, int line) {
    return name(document).equals("docs/lua-parity.md")
        || (name(document).equals("docs/performance.md")
            && line < lines.indexOf("<!-- end of what was measured -->"));
  }

  /// Documents that tell what is.
  private List<Path> current() {
    return documents.stream()
        .filter(file -> HISTORY.stream().noneMatch(name(file)::startsWith))
        .filter(file -> !name(file).startsWith("examples/"))
        .toList();
  }

  private Stream<Path> sources() {
    return files.stream()
        .filter(file -> !name(file).startsWith("examples/"))
        .filter(
            file -> name(file).matches("farm|.*\\.(java|ts|mjs|js|lua|sh|xml|properties|args)"));
  }

  private List<Path> files() {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              String name = folder.getFileName().toString();
              return !folder.equals(root)
                      && (name.startsWith(".") || Set.of("target", "node_modules").contains(name))
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              found.add(file);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /// As GitHub makes anchors of them.
  private static Set<String> headings(Path document) {
    return SourceTree.text(document)
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  /// What the last group of the pattern matches, or all of it where there is no group.
  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(DocumentsTest::last).toList();
  }

  private static String last(MatchResult match) {
    return match.group(match.groupCount());
  }

  private String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }
}
