package io.scriptfarm.orchestration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CostsTest {
  private static final ProjectPath CONFIG = new ProjectPath("tsconfig.json");
  private final Costs costs = new Costs();

  private static Plan.Task script(String path, long weight) {
    return new Plan.Task(
        CompileKey.of("test", path), new Plan.Script(new ProjectPath(path)), weight);
  }

  @Test
  void expectsWhatAScriptTookByItsSize() {
    costs.learn(CONFIG, script("a.ts", 1000), Duration.ofMillis(80));

    assertEquals(80, costs.of(CONFIG, script("a.ts", 1000)), 0.001);
    assertEquals(160, costs.of(CONFIG, script("a.ts", 2000)), 0.001);
  }

  @Test
  void goesHalfwayToANewMeasurement() {
    costs.learn(CONFIG, script("a.ts", 1000), Duration.ofMillis(80));
    costs.learn(CONFIG, script("a.ts", 1000), Duration.ofMillis(40));

    assertEquals(60, costs.of(CONFIG, script("a.ts", 1000)), 0.001);
  }

  @Test
  void knowsNothingOfOtherScriptsAndProjects() {
    double unknown = costs.of(CONFIG, script("b.ts", 1000));

    costs.learn(CONFIG, script("a.ts", 1000), Duration.ofMinutes(1));
    costs.learn(
        new ProjectPath("other/tsconfig.json"), script("b.ts", 1000), Duration.ofMinutes(1));

    assertEquals(unknown, costs.of(CONFIG, script("b.ts", 1000)), 0.001);
  }
}
