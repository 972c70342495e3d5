package io.scriptfarm.disturbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.harness.BuildEvents;
import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.DisturbedFarm;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.Tree;
import io.scriptfarm.harness.Tstl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Redis, and services around it, that go away while rxjs is built: the command ends by itself,
/// with tstl's bytes.
@Tag("farm")
@ExtendWith(DisturbedFarm.class)
@DisplayName("R43 a build goes on by itself when")
class BackendOutageTest {
  private static final Duration BUILD = Duration.ofMinutes(3);
  private static final int SCRIPTS = 251;

  private final FarmProcess farm;
  private final Path project = Repository.copyOf("rxjs", Repository.temporary("outage"));

  BackendOutageTest(FarmProcess farm) {
    this.farm = farm;
  }

  @BeforeEach
  void complete() {
    farm.up(); // what an earlier test killed
    farm.clearCache();
  }

  private void assertBuilt(CommandBuild built) {
    assertEquals("", built.error(), built.ran()::toString);
    assertEquals(SCRIPTS, built.scripts());
    assertEquals(Tstl.outputOf("rxjs", "dist"), Tree.of(project.resolve("dist")));
  }

  @Test
  @DisplayName("each script that it finishes cuts all connections to Redis")
  void connectionsToRedisAreCut() {
    Set<String> builds = farm.builds();
    Ran.Running running = farm.startBuild(project);
    String build = farm.newestBuild(builds);

    List<BuildEvents.Event> events =
        BuildEvents.until(
            farm.gateway(),
            build,
            0,
            event -> {
              if (event.name().equals("script-finished")) {
                farm.cutRedis();
              }
              return false;
            });

    CommandBuild built = CommandBuild.of(running.await(BUILD));
    assertBuilt(built);
    assertEquals(build, built.id(), "the first build was the last");
    assertTrue(BuildEvents.scripts(events, "COMPILED").size() > SCRIPTS / 2);
    for (String worker : List.of("worker-1", "worker-2")) {
      assertFalse(farm.log(worker).contains("job quarantined"), "an outage is no fault of a job");
    }
  }

  @Test
  @DisplayName("Redis loses everything in the middle of it")
  void redisLosesEverything() {
    Set<String> builds = farm.builds();
    Ran.Running running = farm.startBuild(project);
    String build = farm.newestBuild(builds);
    AtomicInteger finished = new AtomicInteger();

    BuildEvents.until(
        farm.gateway(),
        build,
        0,
        event -> {
          if (event.name().equals("script-finished") && finished.incrementAndGet() == SCRIPTS / 2) {
            farm.clearCache();
          }
          return false;
        });

    assertBuilt(CommandBuild.of(running.await(BUILD)));
  }

  @Test
  @DisplayName("the cache-service is not there at first")
  void theCacheServiceComesLater() {
    farm.signal("cache-service", "KILL");
    Ran.Running running = farm.startBuild(project);
    farm.up();

    assertBuilt(CommandBuild.of(running.await(BUILD)));
  }
}
