package io.scriptfarm.orchestration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class UnitCutterTest {
  private static final ToDoubleFunction<Plan.Task> WEIGHT = Plan.Task::weight;

  private static Plan.Task script(int number, long weight) {
    return new Plan.Task(
        CompileKey.of("test", String.valueOf(number)),
        new Plan.Script(new ProjectPath("s" + number + ".ts")),
        weight);
  }

  @Test
  void keepsEveryTaskOnceAndInOrder() {
    List<Plan.Task> tasks = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      tasks.add(script(i, (i * 7919L) % 60));
    }

    List<List<Plan.Task>> units = UnitCutter.cut(tasks, WEIGHT);

    assertEquals(tasks, units.stream().flatMap(List::stream).toList());
    assertTrue(units.stream().allMatch(unit -> unit.size() <= 48));
  }

  @Test
  void givesAHeavyScriptAUnitOfItsOwn() {
    List<List<Plan.Task>> units =
        UnitCutter.cut(List.of(script(1, 10), script(2, 500), script(3, 10)), WEIGHT);

    assertEquals(List.of(1, 1, 1), units.stream().map(List::size).toList());
  }

  @Test
  void checksTheDeclarationsApart() {
    Plan.Task declarations =
        new Plan.Task(CompileKey.of("test", "d"), new Plan.Declarations(), 4_000_000);

    List<List<Plan.Task>> units =
        UnitCutter.cut(List.of(script(1, 10), script(2, 10), declarations), WEIGHT);

    assertEquals(2, units.size());
    assertEquals(List.of(declarations), units.getFirst());
  }

  @Test
  void cutsNothingIntoNothing() {
    assertEquals(List.of(), UnitCutter.cut(List.of(), WEIGHT));
  }
}
