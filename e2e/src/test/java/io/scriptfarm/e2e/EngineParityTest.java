package io.scriptfarm.e2e;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every example on a farm that compiles with GraalJS and on one that compiles with V8, each with a
/// store of its own.
@Tag("farm")
@Tag("graaljs")
@ExtendWith(SharedFarm.class)
@DisplayName("R1 GraalJS gives the same bytes as V8")
class EngineParityTest {
  private static FarmProcess graal;

  private final FarmProcess v8;

  EngineParityTest(FarmProcess v8) {
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

  @ParameterizedTest
  @ValueSource(strings = {"compiler-crash", "broken", "factorio-mod", "wc3-map", "dungeon", "rxjs"})
  void sameFilesAndDiagnostics(String example) {
    Path project = Repository.copyOf(example, Repository.temporary("parity"));
    Built byV8 = v8.build(project);
    Tree filesByV8 = Tree.of(project);
    deleteOutputs(project);
    Built byGraal = graal.build(project);
    assertAll(
        () -> assertEquals(filesByV8, Tree.of(project)),
        () -> assertEquals(byV8.diagnostics(), byGraal.diagnostics()),
        () -> assertEquals(byV8.exit(), byGraal.exit()),
        () -> assertEquals(byGraal.scripts(), byGraal.compiled() + byGraal.failed()),
        () -> assertNotEquals(0, byGraal.scripts()));
  }

  private static void deleteOutputs(Path project) {
    try (Stream<Path> children = java.nio.file.Files.list(project)) {
      List<Path> outputs = new ArrayList<>(children.toList());
      outputs.removeIf(child -> !String.valueOf(child.getFileName()).startsWith("dist"));
      outputs.forEach(Repository::delete);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
