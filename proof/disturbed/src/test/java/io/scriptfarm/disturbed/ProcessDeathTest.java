package io.scriptfarm.disturbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.harness.BuildEvents;
import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.DisturbedFarm;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.Tree;
import io.scriptfarm.harness.Tstl;
import io.scriptfarm.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/// Processes that end in the middle of a build, and a farm that is stopped and started.
@Tag("farm")
@ExtendWith(DisturbedFarm.class)
@DisplayName("R43 a build survives the death of")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProcessDeathTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration BUILD = Duration.ofMinutes(3);

  private final FarmProcess farm;

  ProcessDeathTest(FarmProcess farm) {
    this.farm = farm;
  }

  @BeforeEach
  void complete() {
    farm.up(); // what an earlier test killed
  }

  private static Path rxjs() {
    return Repository.copyOf("rxjs", Repository.temporary("death"));
  }

  private static void assertSameAsTstl(Path project) {
    assertEquals(Tstl.outputOf("rxjs", "dist"), Tree.of(project.resolve("dist")));
  }

  private boolean isRunning(String build) {
    for (JsonNode known : farm.status().path("builds")) {
      if (known.path("id").asText().equals(build)) {
        return known.path("state").asText().equals("running");
      }
    }
    return false;
  }

  @Test
  @Order(1)
  @DisplayName("R2 one of the two workers that share it")
  void oneOfTheTwoWorkersThatShareIt() {
    farm.clearCache();
    long before = farm.counter("scripts.compiled");
    Path project = rxjs();
    Set<String> builds = farm.builds();
    Ran.Running running = farm.startBuild(project);
    String build = farm.newestBuild(builds);
    Await.until(
        SOON,
        "a worker has done a unit of the build, and has the next one in hand",
        () -> farm.hasTranspiled("worker-1", build) || farm.hasTranspiled("worker-2", build));
    String victim = farm.hasTranspiled("worker-1", build) ? "worker-1" : "worker-2";
    farm.signal(victim, "KILL");
    assertTrue(isRunning(build), "the build ended before the worker could be killed");
    CommandBuild built = CommandBuild.of(running.await(BUILD));
    assertEquals(251, built.scripts());
    assertEquals(251, built.compiled() + built.cached() + built.failed());
    assertSameAsTstl(project);
    assertTrue(farm.isAlive(victim.equals("worker-1") ? "worker-2" : "worker-1"));
    // What the dead one had in hand is compiled again; nothing else is.
    long compiled = farm.counter("scripts.compiled") - before;
    assertTrue(compiled <= 251 + 48, "compiled " + compiled + " scripts for a build of 251");
  }

  @Test
  @Order(2)
  @DisplayName("the gateway: the next one goes on with it")
  void theGateway() {
    farm.clearCache();
    Path project = rxjs();
    Set<String> before = farm.builds();
    Ran.Running running = farm.startBuild(project);
    String build = farm.newestBuild(before);
    BuildEvents.until(farm.gateway(), build, 0, event -> event.name().equals("script-finished"));
    farm.signal("gateway", "KILL");
    farm.up();
    CommandBuild built = CommandBuild.of(running.await(BUILD));
    assertEquals(build, built.id());
    assertEquals(251, built.scripts());
    assertSameAsTstl(project);
  }

  @Test
  @Order(3)
  @DisplayName("a worker that hangs: another one takes over what it holds")
  void aWorkerThatHangs() {
    farm.clearCache();
    Path project = rxjs();
    Set<String> before = farm.builds();
    Ran.Running running = farm.startBuild(project);
    String build = farm.newestBuild(before);
    Await.until(SOON, "worker 2 compiles", () -> farm.hasTranspiled("worker-2", build));
    farm.signal("worker-2", "STOP");
    try {
      CommandBuild.of(running.await(BUILD));
      assertSameAsTstl(project);
    } finally {
      farm.signal("worker-2", "CONT");
    }
  }

  @Test
  @Order(4)
  @DisplayName("everything, in good order: down and up keep the cache")
  void everythingInGoodOrder() {
    Path project = rxjs();
    farm.build(project);
    farm.down();
    Ran status = farm.run(SOON, "status");
    assertEquals(3, status.exit(), status::toString);
    farm.up();
    Repository.delete(project.resolve("dist"));
    CommandBuild again = farm.build(project);
    assertEquals(0, again.compiled());
    assertEquals(251, again.cached() + again.failed());
    assertSameAsTstl(project);
  }
}
