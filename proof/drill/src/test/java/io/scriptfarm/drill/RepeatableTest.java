package io.scriptfarm.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.EnumSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R43 a drill can be repeated:")
class RepeatableTest {
  private static final EnumSet<Fault> ALL = EnumSet.allOf(Fault.class);

  @Test
  @DisplayName("a seed gives the same faults, and another one others")
  void theSameFaults() {
    var faults = Fault.sequence(500, ALL, new Dice(3));

    assertEquals(faults, Fault.sequence(500, ALL, new Dice(3)));
    assertNotEquals(faults, Fault.sequence(500, ALL, new Dice(4)));
    assertEquals(ALL, EnumSet.copyOf(faults), "every kind strikes");
  }

  @Test
  @DisplayName("a number gives the same project, and another one shares no script with it")
  void theSameProject() {
    GeneratedProject project = GeneratedProject.of(5, 20);

    assertEquals(project, GeneratedProject.of(5, 20));
    var others = new java.util.HashMap<>(GeneratedProject.of(6, 20).files());
    others.values().retainAll(project.files().values());
    assertEquals(java.util.Set.of(GeneratedProject.CONFIG), others.keySet());
  }
}
