package io.scriptfarm.disturbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.harness.DisturbedFarm;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.Tree;
import io.scriptfarm.harness.Tstl;
import io.scriptfarm.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("farm")
@ExtendWith(DisturbedFarm.class)
@DisplayName("farm watch")
class WatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern DONE = Pattern.compile("(?:built|errors?) in ");
  private static final String SCRIPT = "src/core/grid.ts";

  private final FarmProcess farm;
  private Path project = Path.of("");
  private Ran.Running watch;

  WatchTest(FarmProcess farm) {
    this.farm = farm;
    this.project = Repository.copyOf("dungeon", Repository.temporary("watch"));
    this.watch = farm.start(project, "watch");
  }

  @BeforeEach
  void built() {
    await("the first build", () -> builds() == 1);
  }

  @AfterEach
  void end() {
    watch.process().descendants().forEach(ProcessHandle::destroy);
    watch.process().destroy();
    watch.await(PATIENCE);
  }

  private void await(String what, BooleanSupplier condition) {
    try {
      Await.until(PATIENCE, what, condition::getAsBoolean);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + text(watch.out()) + text(watch.err()), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int builds() {
    Matcher done = DONE.matcher(text(watch.err()));
    int count = 0;
    while (done.find()) {
      count++;
    }
    return count;
  }

  /// Replaces the script, as an editor does.
  private void save(String script, String text) throws IOException {
    Path file = project.resolve(script);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }

  private void assertSameAsTstl() {
    Tree byFarm = Tree.of(project.resolve("dist"));
    Repository.delete(project.resolve("dist"));
    Tstl.run(project, "tsconfig.json");
    assertEquals(Tree.of(project.resolve("dist")), byFarm);
  }

  @Test
  @DisplayName("writes the Lua of what is saved, tells errors, and gives what tstl gives")
  void followsSaves() throws IOException {
    String before = text(project.resolve(SCRIPT));
    save(SCRIPT, before + "\nexport const savedOnce: number = 1;\n");
    await("a second build", () -> builds() == 2);
    assertTrue(text(watch.err()).contains(SCRIPT + ": Lua written after "), text(watch.err()));

    save(SCRIPT, before + "\nexport const savedTwice: number = \"two\";\n");
    await("a third build", () -> builds() == 3);
    assertTrue(text(watch.out()).contains("error TS2322"), text(watch.out()));

    save("src/extra/more.ts", "export const more = 1;\n");
    await("a new file", () -> Files.exists(project.resolve("dist/extra/more.lua")));
    await("its build", () -> builds() == 4);
    save(SCRIPT, before);
    await("the file as it was", () -> builds() == 5);
    assertSameAsTstl();
  }

  @Test
  @DisplayName("goes on when there was no farm for a while, and forgets no save")
  void survivesTheFarm() throws IOException {
    String before = text(project.resolve(SCRIPT));
    Repository.delete(project.resolve("dist"));
    farm.down();
    try {
      save(SCRIPT, before + "\nexport const savedAlone: number = 1;\n");
      await("word of it", () -> text(watch.err()).contains("no farm answers"));
    } finally {
      farm.up();
    }
    save("src/extra/more.ts", "export const more = 1;\n");
    await("a build of both", () -> builds() == 2);
    assertTrue(text(project.resolve("dist/core/grid.lua")).contains("savedAlone"));
    assertSameAsTstl();
    assertFalse(text(watch.err()).contains("Exception"), text(watch.err()));
  }
}
