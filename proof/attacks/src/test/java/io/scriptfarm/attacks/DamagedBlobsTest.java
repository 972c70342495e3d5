package io.scriptfarm.attacks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Digest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Each blob of a project is damaged once, sources and what was made of them, before a build that
/// needs it.
@Timeout(120)
@DisplayName("R43 a damaged blob")
class DamagedBlobsTest {
  private static FarmInProcess farm;
  private static int edits;

  @BeforeAll
  static void open() {
    farm = new FarmInProcess(Duration.ofSeconds(30));
  }

  @AfterAll
  static void close() throws InterruptedException {
    farm.close();
  }

  /// The project, with a script in it that is always another.
  private static Map<String, byte[]> edited() {
    Map<String, byte[]> files = new TreeMap<>();
    files.put("tsconfig.json", Attack.utf8(Attack.TSCONFIG));
    files.put("near.ts", Attack.utf8(Attack.NEAR));
    files.put("user.ts", Attack.utf8(Attack.USER));
    files.put("edited.ts", Attack.utf8("export const e = " + ++edits + ";\n"));
    return files;
  }

  @Test
  @DisplayName("that was made of a project is made again, and the build says nothing of it")
  void isMadeAgain() throws InterruptedException {
    Map<String, String> sound = farm.build(edited()).files();
    Set<Digest> made = new TreeSet<>(farm.damage().written());
    assertTrue(made.size() > 8, made::toString);
    int found = 0;
    for (Digest blob : made) {
      farm.damage().damage(blob);
      Map<String, byte[]> project = edited();

      FarmInProcess.Ended ended = farm.build(project);
      if (!ended.files().keySet().containsAll(sound.keySet())) {
        ended = farm.build(project); // as clients do that cannot fetch what they are told of
      }

      saysNothingOfTheInside(ended);
      assertTrue(ended.conclusion() instanceof BuildEvent.Delivered, ended::words);
      for (String path : List.of("out/near.lua", "out/user.lua")) {
        assertEquals(sound.get(path), ended.files().get(path), path);
      }
      found += farm.damage().isFound(blob) ? 1 : 0;
    }
    assertTrue(found > 0, "nothing damaged was read");
  }

  @Test
  @DisplayName("that somebody sent is asked for by its digest")
  void isAskedFor() throws InterruptedException {
    for (String damaged : List.of("tsconfig.json", "near.ts", "")) {
      Map<String, byte[]> project = edited();
      project.replaceAll((path, text) -> Attack.utf8(new String(text, UTF_8) + "// " + edits));
      Digest listing = farm.upload(project);
      byte[] text = project.get(damaged);
      Digest blob = text == null ? listing : Blob.of(text).digest();
      farm.damage().damage(blob);

      FarmInProcess.Ended ended = farm.submit(listing);

      assertEquals(new BuildEvent.ContentMissing(Set.of(blob)), ended.conclusion(), damaged);
      saysNothingOfTheInside(farm.build(project));
    }
  }

  private static void saysNothingOfTheInside(FarmInProcess.Ended ended) {
    for (String bad : List.of("Exception", "not part of the project", "io.scriptfarm")) {
      assertFalse(ended.words().contains(bad), ended::words);
    }
  }
}
