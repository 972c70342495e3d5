package io.scriptfarm.disturbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.FarmProcess;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.Tree;
import io.scriptfarm.harness.Tstl;
import io.scriptfarm.testkit.Await;
import io.scriptfarm.testkit.FarmBackends;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Gateway, cache-service and workers as processes that are told by configuration where Kafka and
/// Redis are; those run elsewhere (here: in the test's JVM, or in containers).
@Tag("farm")
@DisplayName("R2 services against a Kafka and a Redis of somebody else")
class SeparateServicesTest {
  @Test
  @DisplayName("build, also with a worker that joins later")
  void buildAlsoWithAWorkerThatJoinsLater() {
    FarmBackends.Namespace backends = FarmBackends.get().namespace();
    FarmProcess.Setup setup =
        FarmProcess.Setup.v8()
            .withWorkers(1)
            .with("FARM_KAFKA", backends.kafkaBootstrapServers())
            .with("FARM_KAFKA_PREFIX", backends.kafkaPrefix())
            .with("FARM_REDIS", backends.redisUri());
    try (FarmProcess farm = FarmProcess.start(setup)) {
      assertFalse(Files.exists(farm.home().resolve("run/kafka.pid")));
      assertFalse(Files.exists(farm.home().resolve("run/redis.pid")));

      Path first = Repository.copyOf("factorio-mod", Repository.temporary("separate"));
      CommandBuild alone = farm.build(first);
      assertEquals(alone.scripts(), alone.compiled());
      assertEquals(0, alone.exit());

      farm.up(2);
      Await.until(
          Duration.ofSeconds(30),
          "the second worker announces itself",
          () -> farm.status().path("workers").size() == 2);
      Path second = Repository.copyOf("rxjs", Repository.temporary("separate"));
      CommandBuild together = farm.build(second);
      assertEquals(Tstl.outputOf("rxjs", "dist"), Tree.of(second.resolve("dist")));
      for (String worker : new String[] {"worker-1", "worker-2"}) {
        assertTrue(farm.hasTranspiled(worker, together.id()), worker + " did nothing of the build");
      }
    }
  }
}
