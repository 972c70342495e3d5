package io.scriptfarm.runtime.world;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R36 entities, components and queries")
class EntityWorldTest {
  private final EntityWorld world = new EntityWorld();
  private final Queries queries = new Queries(world);

  @Test
  void componentsEndWithTheirEntity() {
    long entity = world.create();
    world.components("A").set(entity, "a");
    world.destroy(entity);
    assertFalse(world.isAlive(entity));
    assertNull(world.components("A").get(entity));
    assertThrows(IllegalArgumentException.class, () -> world.components("A").set(entity, "again"));
    assertEquals(entity + 1, world.create());
  }

  @Test
  void queriesFindEntitiesThatHaveAll() {
    for (int i = 1; i <= 12; i++) {
      long entity = world.create();
      if (i % 2 == 0) {
        world.components("A").set(entity, i);
      }
      if (i % 3 == 0) {
        world.components("B").set(entity, i);
      }
    }
    assertArrayEquals(new long[] {6, 12}, queries.having(List.of("A", "B")));
    assertArrayEquals(new long[] {3, 6, 9, 12}, queries.having(List.of("B")));
    assertArrayEquals(new long[0], queries.having(List.of("A", "C")));
  }

  @Test
  void queriesScanAgainOnlyWhenAnAnswerMayDiffer() {
    long entity = world.create();
    Components a = world.components("A");
    a.set(entity, 1);
    queries.having(List.of("A"));
    a.set(entity, 2);
    world.components("B").set(entity, 1);
    queries.having(List.of("A"));
    assertEquals(1, queries.scans());
    a.set(entity, null);
    assertArrayEquals(new long[0], queries.having(List.of("A")));
    assertEquals(2, queries.scans());
  }
}
