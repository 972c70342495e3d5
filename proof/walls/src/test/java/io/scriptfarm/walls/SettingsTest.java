package io.scriptfarm.walls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Each setting that something reads is in docs/operations.md, and each that is there is read.
class SettingsTest {
  /// What `./farm` tells the programs that it starts, and nobody else sets.
  private static final Set<String> INTERNAL = Set.of("FARM_REPOSITORY");

  private static final JavaClasses FARM = SourceTree.classes();
  private static final String OPERATIONS =
      SourceTree.text(SourceTree.root().resolve("docs/operations.md"));

  @Test
  void propertiesAreDocumentedAndRead() {
    SortedSet<String> read = DeclaredSettings.properties(FARM);
    assertTrue(read.size() > 20, () -> "configuration interfaces are missing: " + read);
    assertEquals(lines(read), lines(DeclaredSettings.documentedProperties(OPERATIONS)));
  }

  @Test
  void variablesAreDocumentedAndRead() {
    SortedSet<String> read =
        DeclaredSettings.variables(readers(), DeclaredSettings.properties(FARM));
    read.removeAll(INTERNAL);
    SortedSet<String> documented = DeclaredSettings.documentedVariables(OPERATIONS);
    SortedSet<String> ofCompose = composeVariables();
    ofCompose.removeAll(documented);
    read.removeAll(ofCompose);
    assertEquals(lines(read), lines(documented));
  }

  @Test
  void variablesOfTheComposeFileAreDocumented() {
    String document = SourceTree.text(SourceTree.root().resolve("deploy/compose/README.md"));
    assertEquals(lines(composeVariables()), lines(DeclaredSettings.documentedVariables(document)));
  }

  private static SortedSet<String> composeVariables() {
    String file = SourceTree.text(SourceTree.root().resolve("deploy/compose/docker-compose.yaml"));
    return DeclaredSettings.variables(file, DeclaredSettings.properties(FARM));
  }

  private static List<Path> readers() {
    List<Path> files = new ArrayList<>(SourceTree.sources("main"));
    Path root = SourceTree.root();
    files.add(root.resolve("farm"));
    files.add(root.resolve("deploy/dist/src/bin/launch"));
    files.addAll(SourceTree.files(root.resolve("proof"), ".sh"));
    files.addAll(SourceTree.files(root.resolve("deploy"), ".sh"));
    return files;
  }

  @Test
  void whatIsMissingOnEitherSideIsCaught() {
    String document =
        """
        | `farm.made.up` | all | `1` | |
        | `FARM_MADE_UP` | | |
        """;
    SortedSet<String> properties = DeclaredSettings.documentedProperties(document);
    assertEquals(new TreeSet<>(Set.of("farm.made.up")), properties);
    assertEquals(
        new TreeSet<>(Set.of("FARM_MADE_UP")), DeclaredSettings.documentedVariables(document));
    assertEquals(
        new TreeSet<>(Set.of("FARM_OTHER")),
        DeclaredSettings.variables("$FARM_OTHER $FARM_MADE_UP", properties));
    assertTrue(DeclaredSettings.properties(FARM).contains("farm.cache.clean-up.interval"));
    assertTrue(DeclaredSettings.properties(FARM).contains("farm.kafka.client.*"));
  }

  private static String lines(Set<String> names) {
    return String.join("\n", names);
  }
}
