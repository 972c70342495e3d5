package io.scriptfarm.walls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lengths, names, mocks and sleep; and that each rule catches what it is there for.
class SourceRulesTest {
  @TempDir Path folder;

  private static List<Path> all() {
    List<Path> files = new ArrayList<>(SourceTree.sources("main"));
    files.addAll(SourceTree.sources("test"));
    assertTrue(files.size() > 300, "sources are missing");
    return files;
  }

  @Test
  void filesAreShort() {
    assertEquals(List.of(), SourceRules.longFiles(SourceTree.root(), all()));
  }

  @Test
  void noTwoPublicTypesHaveOneName() {
    assertEquals(List.of(), SourceRules.sharedNames(SourceTree.classes()));
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
  void everyModuleBuildsWithoutTests() {
    assertEquals(List.of(), SourceRules.jarsOfTests(SourceTree.root(), SourceTree.modules()));
  }

  @Test
  void aJarOfTestsIsCaught() throws IOException {
    String asked = "<dependency><type>test-jar</type></dependency>";
    Path plain = Files.createDirectory(folder.resolve("plain"));
    Path profile = Files.createDirectory(folder.resolve("profile"));
    Files.writeString(plain.resolve("pom.xml"), asked);
    Files.writeString(profile.resolve("pom.xml"), "<profiles>\n" + asked + "\n</profiles>");
    assertEquals(List.of("plain"), SourceRules.jarsOfTests(folder, List.of(plain, profile)));
  }

  @Test
  void everySourceIsLinted() {
    Path root = SourceTree.root();
    String lint = SourceTree.text(root.resolve("proof/lint/pom.xml"));
    assertEquals(List.of(), SourceRules.notLinted(root, SourceTree.modules(), lint));
  }

  @Test
  void sourcesWithoutLintersAreCaught() throws IOException {
    Path known = Files.createDirectories(folder.resolve("known"));
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.createDirectories(known.resolve("src/main/java"));
    Files.createDirectories(other.resolve("src/test/java"));
    String lint = "<source>${farm}/known/src/main/java</source>";
    assertEquals(
        List.of("other/src/test/java"), SourceRules.notLinted(folder, List.of(known, other), lint));
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
