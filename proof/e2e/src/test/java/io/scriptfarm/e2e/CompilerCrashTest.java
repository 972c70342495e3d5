package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.harness.Tree;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("farm")
@ExtendWith(SharedFarm.class)
@DisplayName("A compiler that throws on one script")
class CompilerCrashTest {
  private final FarmProcess farm;

  CompilerCrashTest(FarmProcess farm) {
    this.farm = farm;
  }

  @Test
  @DisplayName("costs that script only, and its diagnostic says what the compiler said")
  void costsThatScriptOnly() {
    Path project = Repository.copyOf("compiler-crash", Repository.temporary("crash"));
    CommandBuild built = farm.build(project);
    List<String> diagnostics = built.diagnostics();
    Tree expected = Tree.of(Repository.example("compiler-crash").resolve("expected/src"));
    assertAll(
        () -> assertEquals(1, built.failed()),
        () -> assertEquals(5, built.scripts()),
        () -> assertNotEquals(0, built.exit()),
        () -> assertEquals(1, diagnostics.size(), built.ran()::toString),
        () ->
            assertTrue(
                diagnostics.getFirst().startsWith("src/counters.ts(1,1): error FARM: "),
                built.ran()::toString),
        () ->
            assertTrue(
                built.ran().toString().contains("PrivateIdentifier is not supported"),
                built.ran()::toString),
        () -> assertEquals(expected, Tree.of(project.resolve("dist/src"))));
    CommandBuild again = farm.build(project);
    assertEquals(diagnostics, again.diagnostics(), "from the cache");
  }

  @Test
  @DisplayName("in the type checker costs no other script either")
  void inTheTypeCheckerCostsThatScriptOnly() {
    Path project = Repository.copyOf("compiler-crash", Repository.temporary("crash"));
    CommandBuild built = farm.build(project, "-p", "tsconfig.using.json");
    assertAll(
        () -> assertNotEquals(0, built.exit()),
        () ->
            assertTrue(
                built.ran().toString().contains("src-using/lock.ts(1,1): error FARM: "),
                built.ran()::toString),
        () ->
            assertTrue(
                Tree.of(project.resolve("dist-using")).files().containsKey("src/points.lua"),
                built.ran()::toString));
  }
}
