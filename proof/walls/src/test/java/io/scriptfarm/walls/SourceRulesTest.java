package io.scriptfarm.walls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lengths, names, mocks and sleep; and that each rule catches what it is there for.
class SourceRulesTest {
  /// Files that are longer still.
  private static final Set<String> LONG =
      Set.of(
          "cli/src/main/java/io/scriptfarm/cli/run/FarmProcesses.java",
          "cli/src/test/java/io/scriptfarm/cli/agent/AgentTest.java",
          "cli/src/test/java/io/scriptfarm/cli/snapshot/ProjectSnapshotTest.java");

  /// Names that are shared still.
  private static final Set<String> SHARED = Set.of("Built", "ParityCommand", "ParityReport");

  @TempDir Path folder;

  private static List<Path> all() {
    List<Path> files = new ArrayList<>(SourceTree.sources("main"));
    files.addAll(SourceTree.sources("test"));
    assertTrue(files.size() > 300, "sources are missing");
    return files;
  }

  @Test
  void filesAreShort() {
    List<String> found = new ArrayList<>(SourceRules.longFiles(SourceTree.root(), all()));
    found.removeIf(file -> LONG.contains(file.substring(0, file.indexOf(' '))));
    assertEquals(List.of(), found);
  }

  @Test
  void noTwoPublicTypesHaveOneName() {
    List<String> found = new ArrayList<>(SourceRules.sharedNames(SourceTree.classes()));
    found.removeIf(types -> SHARED.contains(types.substring(types.lastIndexOf('.') + 1)));
    assertEquals(List.of(), found);
  }

  @Test
  void nobodyMocks() {
    assertEquals(List.of(), SourceRules.mocking(SourceTree.root(), all()));
  }

  @Test
  void noTestSleeps() {
    List<Path> tests = new ArrayList<>(SourceTree.sources("test"));
    tests.removeIf(file -> file.toString().contains("/walls/")); // which plant it
    assertEquals(List.of(), SourceRules.sleeping(SourceTree.root(), tests));
  }

  @Test
  void aLongFileIsCaught() throws IOException {
    Path file = write("Long.java", "//\n".repeat(SourceRules.MOST_LINES + 1));
    assertEquals(List.of("Long.java has 401 lines"), SourceRules.longFiles(folder, List.of(file)));
  }

  @Test
  void mocksAndSleepAreCaught() throws IOException {
    Path mock = write("Mock.java", "import static org.mockito.Mockito.mock;\n");
    Path sleep = write("Sleep.java", "  TimeUnit.SECONDS.sleep(1);\n");
    assertEquals(List.of("Mock.java"), SourceRules.mocking(folder, List.of(mock, sleep)));
    assertEquals(List.of("Sleep.java"), SourceRules.sleeping(folder, List.of(mock, sleep)));
  }

  @Test
  void aSharedNameIsCaught() {
    List<String> found =
        SourceRules.sharedNames(
            new ClassFileImporter()
                .importClasses(java.util.List.class, java.awt.List.class, java.util.Map.class));
    assertEquals(List.of("java.awt.List and java.util.List"), found);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
