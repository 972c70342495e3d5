package io.scriptfarm.disturbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.harness.BuildEvents;
import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.FarmProcess.Setup;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.Tree;
import io.scriptfarm.harness.Tstl;
import io.scriptfarm.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A farm of one worker, whose processes are killed, and nobody does anything about it.
@Tag("farm")
@DisplayName("R43 a farm looks after itself:")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SupervisionTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration BUILD = Duration.ofMinutes(3);

  private FarmProcess farm;

  @BeforeAll
  void start() {
    farm = FarmProcess.start(Setup.v8().withWorkers(1));
  }

  @AfterAll
  void stop() {
    farm.close();
  }

  private Ran status() {
    return farm.run(SOON, "status");
  }

  @Test
  @DisplayName("a build goes on after its only worker was killed")
  void aBuildGoesOn() {
    farm.clearCache();
    Path project = Repository.copyOf("rxjs", Repository.temporary("supervised"));
    Set<String> before = farm.builds();
    Ran.Running running = farm.startBuild(project);
    String build = farm.newestBuild(before);
    Await.until(SOON, "the worker has done a unit", () -> farm.hasTranspiled("worker-1", build));
    long killed = farm.pid("worker-1");

    long begin = System.nanoTime();
    farm.signal("worker-1", "KILL");
    Await.until(
        SOON,
        "another worker compiles for the build",
        () -> farm.pid("worker-1") != killed && farm.hasTranspiled("worker-1", build));
    // Five seconds on a machine that does nothing else; a busy one proves nothing.
    System.out.printf("the build went on after %.1f s%n", (System.nanoTime() - begin) / 1e9);

    assertEquals(251, CommandBuild.of(running.await(BUILD)).scripts());
    assertEquals(Tstl.outputOf("rxjs", "dist"), Tree.of(project.resolve("dist")));
    assertTrue(status().out().contains("worker-1"), () -> status().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "cache-service", "redis", "kafka"})
  @DisplayName("a process that was killed is started again")
  void isStartedAgain(String process) {
    long killed = farm.pid(process);

    farm.signal(process, "KILL");

    Await.until(SOON, process + " runs again", () -> farm.pid(process) != killed);
    Await.until(SOON, "the farm is well", () -> status().exit() == 0);
    assertTrue(status().out().contains("was started again 1 time"), () -> status().toString());
  }

  @Test
  @DisplayName("it goes on without its supervisor, and the next up brings a new one")
  void itGoesOnWithoutItsSupervisor() {
    long supervisor = farm.pid("supervisor");
    long gateway = farm.pid("gateway");
    farm.signal("supervisor", "KILL");
    assertEquals(0, status().exit());

    farm.up();

    assertNotEquals(supervisor, farm.pid("supervisor"));
    assertEquals(gateway, farm.pid("gateway"), "what runs is kept");
    assertTrue(farm.isAlive("supervisor"));
  }

  @Test
  @DisplayName("a build says at once that no worker runs, and so does the status")
  void saysThatNoWorkerRuns() {
    farm.signal("supervisor", "KILL");
    farm.signal("worker-1", "TERM"); // which takes its name off the list
    try {
      Await.until(SOON, "the worker is gone", () -> status().exit() == 1);
      assertTrue(status().out().contains("no compile worker runs"), () -> status().toString());
      Set<String> before = farm.builds();
      Path project = Repository.copyOf("rxjs", Repository.temporary("waiting"));
      Ran.Running running = farm.startBuild(project);
      Await.until(SOON, "the build is there", () -> !before.containsAll(farm.builds()));
      Set<String> now = farm.builds();
      now.removeAll(before);
      String reason =
          BuildEvents.until(
                  farm.gateway(), now.iterator().next(), 0, event -> event.name().equals("waiting"))
              .getLast()
              .data()
              .path("what")
              .asText();
      assertEquals("waiting for a compile worker: none runs", reason);

      farm.up();

      Ran built = running.await(BUILD);
      assertEquals(251, CommandBuild.of(built).scripts());
      assertTrue(built.err().contains("waiting for a compile worker: none runs"), built::toString);
    } finally {
      farm.up();
    }
  }
}
