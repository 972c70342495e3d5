package io.scriptfarm.runtime.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.scriptfarm.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("R36 a folder is watched without polling")
class ScriptFolderTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path root;

  private void write(String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }

  private static void await(ScriptFolder folder, String what, Predicate<ScriptTree> condition) {
    Await.until(SOON, what, () -> condition.test(folder.newest().orElseThrow()));
  }

  private static boolean says(ScriptTree tree, String path, String text) {
    ScriptTree.File file = tree.files().get(path);
    return file != null && file.lua().utf8().equals(text);
  }

  @Test
  void hasWhatIsThereAndHearsOfEachChange() throws IOException {
    write("door.lua", "return 1");
    write("readme.txt", "no script");
    try (ScriptFolder folder = ScriptFolder.watch(root)) {
      ScriptTree first = folder.newest().orElseThrow();
      assertEquals(Set.of("door.lua"), first.files().keySet());
      assertEquals(1, first.generation());
      assertSame(first, folder.newest().orElseThrow());

      write("door.lua", "return 2");
      await(folder, "a change", tree -> says(tree, "door.lua", "return 2"));
      write("npc/deep/guard.lua", "return 3");
      await(folder, "a file in new folders", tree -> says(tree, "npc/deep/guard.lua", "return 3"));
      write("npc/deep/guard.lua", "return 4");
      await(folder, "its change", tree -> says(tree, "npc/deep/guard.lua", "return 4"));
      write("door.lua.map", "{}");
      await(folder, "a source map", tree -> tree.files().get("door.lua").map().isPresent());
      Files.delete(root.resolve("door.lua"));
      await(folder, "a deletion", tree -> !tree.files().containsKey("door.lua"));
    }
  }

  @Test
  void aFolderThatIsNotThereIsRefused() {
    assertThrows(IOException.class, () -> ScriptFolder.watch(root.resolve("none")));
  }
}
