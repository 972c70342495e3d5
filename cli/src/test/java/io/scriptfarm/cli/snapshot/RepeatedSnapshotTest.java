package io.scriptfarm.cli.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Snapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a snapshot takes from the one before.
class RepeatedSnapshotTest extends SnapshotCase {
  private Optional<ProjectSnapshot> edited(ProjectMemory memory, Path... files)
      throws SnapshotException {
    return ProjectSnapshot.edited(
        ProjectConfig.read(root.resolve("tsconfig.json")), root, memory, Set.of(files), clock);
  }

  @Test
  void onlyChangedFilesAreReadAgain() throws Exception {
    for (int i = 0; i < 50; i++) {
      file("src/f" + i + ".ts", "text " + i);
    }
    ProjectSnapshot first = take(ProjectMemory.none());
    assertEquals(52, first.hashed());

    ProjectMemory memory = remembered(first, Map.of());
    ProjectSnapshot second = take(memory);
    assertEquals(0, second.hashed());
    assertEquals(first.digest(), second.digest());

    file("src/f7.ts", "other 7"); // the same size
    Files.delete(root.resolve("src/f8.ts"));
    ProjectSnapshot third = take(memory);
    assertEquals(1, third.hashed());
    assertEquals(51, third.snapshot().entries().size());
    assertEquals(
        new Snapshot.File(Digest.ofUtf8("other 7"), 7),
        third.snapshot().entries().get(new ProjectPath("src/f7.ts")));
  }

  @Test
  void anEditThatSomebodyTellsOfIsLookedAtAlone() throws Exception {
    Path main = root.resolve("src/main.ts");
    Path same = file("src/same.ts", "main");
    ProjectMemory memory = take(ProjectMemory.none()).rememberUnwritten("farm");
    Files.writeString(main, "main 2");
    Files.delete(root.resolve("tsconfig.json"));
    file("tsconfig.json", "{ }"); // nobody told of it

    ProjectSnapshot after = edited(memory, main).orElseThrow();

    assertEquals(1, after.hashed());
    assertEquals(Set.of(Digest.ofUtf8("main 2")), after.changedSince(memory, 1 << 20));
    assertEquals(same, after.sources().get(Digest.ofUtf8("main")).file());
    file("tsconfig.json", "{}");
    assertEquals(take(memory).digest(), after.digest());
    assertEquals(take(memory).digest(), take(after.rememberUnwritten("farm")).digest());

    Files.writeString(same, "same 3");
    ProjectMemory next = after.rememberUnwritten("farm");
    assertEquals(take(next).digest(), edited(next, same).orElseThrow().digest());
  }

  @Test
  void whatIsMoreThanAnEditIsForTheWholeLook() throws Exception {
    Path main = root.resolve("src/main.ts");
    ProjectSnapshot before = take(ProjectMemory.none());
    ProjectMemory memory = before.rememberUnwritten("farm");

    assertTrue(edited(memory, file("src/new.ts", "new")).isEmpty());
    assertTrue(edited(remembered(before, Map.of()), main).isEmpty());
    Files.delete(main);
    assertTrue(edited(memory, main).isEmpty());
    Files.createSymbolicLink(main, Path.of("new.ts"));
    assertTrue(edited(memory, main).isEmpty());
  }

  @Test
  void aChangeThatHidesItsTimeIsSeen() throws Exception {
    Path file = root.resolve("src/main.ts");
    ProjectMemory memory = remembered(take(ProjectMemory.none()), Map.of());
    FileTime before = Files.getLastModifiedTime(file);
    Files.writeString(file, "MAIN");
    Files.setLastModifiedTime(file, before);

    assertEquals(
        new Snapshot.File(Digest.ofUtf8("MAIN"), 4),
        take(memory).snapshot().entries().get(new ProjectPath("src/main.ts")));
  }

  @Test
  void aFileThatChangedJustBeforeItWasReadIsNotTrusted() throws Exception {
    clock = InstantSource.system();
    ProjectMemory memory = remembered(take(ProjectMemory.none()), Map.of());

    assertEquals(2, take(memory).hashed());
  }

  @Test
  void whatTheLastBuildWroteIsNoPartUntilSomebodyChangesIt() throws Exception {
    ProjectSnapshot before = take(ProjectMemory.none());
    Path output = file("out/main.lua", "lua");
    ProjectMemory memory = remembered(before, Map.of(output, Digest.ofUtf8("lua")));

    assertEquals(before.digest(), take(memory).digest());

    Files.writeString(output, "changed by hand");
    assertTrue(take(memory).snapshot().entries().containsKey(new ProjectPath("out/main.lua")));
  }

  @Test
  void aSourceThatIsItsOwnOutputStays() throws Exception {
    Path lua = file("src/native.lua", "native");
    ProjectSnapshot before = take(ProjectMemory.none());

    ProjectMemory memory = remembered(before, Map.of(lua, Digest.ofUtf8("native")));

    assertEquals(before.digest(), take(memory).digest());
  }

  @Test
  void aDamagedMemoryIsNoMemory() throws Exception {
    Path file = top.resolve("memory/x.index");
    take(ProjectMemory.none()).remember("farm", Map.of()).write(file);
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length += 7) {
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      assertFalse(ProjectMemory.read(file).wasBuiltOn("farm"), "cut off at " + length);
    }
    Files.writeString(file, "something else altogether, and longer than the head");
    assertFalse(ProjectMemory.read(file).wasBuiltOn("farm"));
  }
}
