package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.SharedFarm;
import io.scriptfarm.harness.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Examples on a farm that compiles with GraalJS and on one that compiles with V8, each with a
/// store of its own: one example; all the others when they are asked for.
@Tag("farm")
@Tag("graaljs")
@ExtendWith(SharedFarm.class)
@DisplayName("R1 GraalJS gives the same bytes as V8")
class EnginesAgreeTest {
  private static FarmProcess graal;

  private final FarmProcess v8;

  EnginesAgreeTest(FarmProcess v8) {
    this.v8 = v8;
  }

  @BeforeAll
  static void start() {
    graal = FarmProcess.start(FarmProcess.Setup.v8().withWorkers(1).withEngine("graaljs"));
  }

  @AfterAll
  static void stop() {
    graal.close();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource("bundle-minimal, tsconfig.json")
  void sameFilesAndDiagnostics(String example, String config) {
    assertSame(example, config);
  }

  @ParameterizedTest(name = "{0} {1}")
  @Tag("slow")
  @CsvSource({
    "broken, tsconfig.json",
    "compiler-crash, tsconfig.json",
    "dungeon, tsconfig.json",
    "factorio-mod, tsconfig.json",
    "wc3-map, tsconfig.json",
    "rxjs, tsconfig.json",
    "tsx, tsconfig.json",
    "library, tsconfig.json",
    "pinned-1.26, tsconfig.json",
    "monorepo-npm, games/chess-tavern",
    "monorepo-npm, games/dice-cellar",
    "monorepo-pnpm, games/kite-race",
    "pinned-1.33, tsconfig.json",
    "patched, tsconfig.json",
    "plugins, tsconfig.json",
    "plugins, tsconfig.bundle.json",
    "plugins, tsconfig.typescript.json",
    "transformers, tsconfig.json",
    "transformers, tsconfig.paths.json",
  })
  void sameOfTheOtherExamples(String example, String config) {
    assertSame(example, config);
  }

  private void assertSame(String example, String config) {
    Path project = Repository.copyOf(example, Repository.temporary("engines"));
    deleteOutputs(project); // of builds in the example itself
    CommandBuild byV8 = v8.build(project, "-p", config);
    Tree filesByV8 = Tree.of(project);
    deleteOutputs(project);
    CommandBuild byGraal = graal.build(project, "-p", config);
    assertAll(
        () -> assertEquals(filesByV8, Tree.of(project)),
        () -> assertEquals(byV8.diagnostics(), byGraal.diagnostics()),
        () -> assertEquals(byV8.exit(), byGraal.exit()),
        () -> assertEquals(byGraal.scripts(), byGraal.compiled() + byGraal.failed()),
        () -> assertNotEquals(0, byGraal.scripts()));
  }

  private static void deleteOutputs(Path project) {
    try (Stream<Path> all = Files.walk(project)) {
      List<Path> outputs =
          all.filter(path -> !project.relativize(path).startsWith("node_modules"))
              .filter(path -> String.valueOf(path.getFileName()).startsWith("dist"))
              .filter(Files::isDirectory)
              .toList();
      outputs.forEach(Repository::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
