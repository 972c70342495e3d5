package io.scriptfarm.cli.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProjectChangesTest {
  @TempDir Path temporary;
  private Path root;
  private ProjectChanges changes;

  @BeforeEach
  void listen() throws Exception {
    root = Files.createDirectories(temporary.toRealPath().resolve("game"));
    file("tsconfig.json", "{}");
    file("src/main.ts", "main");
    file("src/util/list.ts", "list");
    file("node_modules/pkg/index.d.ts", "typings");
    changes = ProjectChanges.of(snapshot(), Set.of(root.resolve("farm-data")));
  }

  @AfterEach
  void close() {
    changes.close();
  }

  private ProjectSnapshot snapshot() throws SnapshotException {
    return ProjectSnapshot.take(
        ProjectConfig.read(root.resolve("tsconfig.json")),
        root,
        ProjectMemory.none(),
        Set.of(),
        InstantSource.system());
  }

  private Path file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(ProjectConfig.folderOf(file));
    return Files.writeString(file, text);
  }

  /// Waits until all of `expected` were heard of; gives what was.
  private Set<Path> heardUntil(Path... expected) throws InterruptedException {
    Set<Path> heard = new HashSet<>();
    while (!heard.containsAll(Set.of(expected))) {
      heard.addAll(changes.await().files());
    }
    return heard;
  }

  @Test
  void saysWhichFilesWereSaved() throws Exception {
    Path main = file("src/main.ts", "other");

    assertEquals(Set.of(main), heardUntil(main));
  }

  @Test
  void hearsASaveByRenaming() throws Exception {
    Path fresh = file("src/.main.ts.swp", "other");
    Path main = root.resolve("src/main.ts");
    Files.move(fresh, main, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

    assertEquals(Set.of(main), heardUntil(main));
  }

  @Test
  void waitsLongerForWhatAnEmptiedFileGets() throws Exception {
    Path main = file("src/main.ts", "");

    ProjectChanges.Change change = changes.await();

    assertEquals(Set.of(main), change.files());
    assertTrue(System.nanoTime() - change.since() >= Duration.ofMillis(50).toNanos());
  }

  @Test
  void hearsFilesOfNewFoldersAndOfThoseThatGo() throws Exception {
    Path deep = file("src/new/deep/er.ts", "new");
    assertTrue(heardUntil(deep).stream().allMatch(path -> path.startsWith(root.resolve("src"))));

    Path again = file("src/new/deep/er.ts", "newer");
    heardUntil(again);

    Path folder = root.resolve("src/util");
    Files.move(folder, temporary.resolve("elsewhere"));
    heardUntil(folder);
  }

  @Test
  void leavesOutWhatConcernsNoBuild() throws Exception {
    file("node_modules/pkg/index.d.ts", "other typings");
    file("farm-data/index.json", "the farm's own");
    file(".git/config.json", "version control's");
    file("notes.txt", "nothing that a compiler reads");
    Path main = file("src/main.ts", "last");

    assertEquals(Set.of(main), heardUntil(main));
  }

  @Test
  void hearsOfPackagesThatComeAndGo() throws Exception {
    Path installed = root.resolve("node_modules/other");
    Files.createDirectories(installed);

    heardUntil(installed);
  }

  @Test
  void belongsToOneRoot() throws Exception {
    assertTrue(changes.areOf(snapshot()));
    Path outside = Files.createDirectories(temporary.toRealPath().resolve("shared"));
    Files.writeString(outside.resolve("a.ts"), "a");
    Files.createSymbolicLink(root.resolve("src/shared"), outside);
    assertFalse(changes.areOf(snapshot()));
  }
}
