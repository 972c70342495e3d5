package io.scriptfarm.walls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The walls hold in the farm, and each catches what it is there for: a violation is compiled,
/// planted among the farm's classes, and has to be found.
class WallsTest {
  private static final JavaClasses FARM = SourceTree.classes();

  @TempDir static Path folder;

  @TestFactory
  Stream<DynamicTest> holds() {
    return Walls.all().entrySet().stream()
        .map(wall -> DynamicTest.dynamicTest(wall.getKey(), () -> wall.getValue().check(FARM)));
  }

  @TestFactory
  Stream<DynamicTest> bites() {
    List<Path> places = new ArrayList<>(SourceTree.classFolders());
    places.add(Planted.compile(folder));
    JavaClasses spoiled = SourceTree.importer().importPaths(places);
    return Walls.all().entrySet().stream()
        .map(
            wall ->
                DynamicTest.dynamicTest(
                    wall.getKey(), () -> assertBites(wall.getKey(), wall.getValue(), spoiled)));
  }

  private static void assertBites(String name, ArchRule wall, JavaClasses spoiled) {
    EvaluationResult result = wall.evaluate(spoiled);
    String report = String.join("\n", result.getFailureReport().getDetails());
    for (String violator : Planted.violators(name)) {
      assertTrue(report.contains(violator), () -> violator + " was not caught:\n" + report);
    }
  }

  @Test
  void everyPlantedViolationIsOfAWallAndEveryWallHasOne() {
    Map<String, ArchRule> walls = Walls.all();
    Set<String> without = new HashSet<>(walls.keySet());
    without.removeIf(wall -> !Planted.violators(wall).isEmpty());
    assertTrue(without.isEmpty(), () -> "nothing is planted for " + without);
    assertTrue(walls.keySet().containsAll(Planted.walls()), "planted for no wall");
  }
}
