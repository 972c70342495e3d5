package io.scriptfarm.worker.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Deployments depend on these names and defaults: changing one is a breaking change.
class WorkerConfigTest {
  private static WorkerConfig config(Map<String, String> properties) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(WorkerConfig.class)
        .withSources(new PropertiesConfigSource(properties, "test", 100))
        .build()
        .getConfigMapping(WorkerConfig.class);
  }

  @Test
  void hasTheseDefaults() {
    WorkerConfig config = config(Map.of());

    assertEquals("localhost:9092", config.kafka().bootstrapServers());
    assertEquals("scriptfarm", config.kafka().prefix());
    assertEquals("redis://localhost:6379", config.redis().uri());
    assertEquals(Optional.empty(), config.worker().id());
    assertEquals(EnginePreference.AUTO, config.worker().jsEngine());
    assertEquals(Optional.empty(), config.worker().snapshots());
    assertEquals(Optional.empty(), config.worker().classArchive());
    assertEquals(0, config.worker().slots());
    assertEquals(Duration.ofMinutes(2), config.worker().timeLimit());
    assertEquals(0, config.worker().heapLimit());
    assertEquals(32, config.worker().contentCache());
    assertEquals(Duration.ofSeconds(20), config.worker().drain());
  }

  @Test
  void hasTheseNames() {
    WorkerConfig.Worker worker =
        config(
                Map.of(
                    "farm.worker.id", "w",
                    "farm.worker.js-engine", "graaljs",
                    "farm.worker.snapshots", "/var/cache/farm",
                    "farm.worker.class-archive", "/var/cache/farm/worker.jsa",
                    "farm.worker.slots", "3",
                    "farm.worker.time-limit", "4s",
                    "farm.worker.heap-limit", "5",
                    "farm.worker.content-cache", "6",
                    "farm.worker.drain", "7s"))
            .worker();

    assertEquals(Optional.of("w"), worker.id());
    assertEquals(EnginePreference.GRAALJS, worker.jsEngine());
    assertEquals(Optional.of(Path.of("/var/cache/farm")), worker.snapshots());
    assertEquals(Optional.of(Path.of("/var/cache/farm/worker.jsa")), worker.classArchive());
    assertEquals(3, worker.slots());
    assertEquals(Duration.ofSeconds(4), worker.timeLimit());
    assertEquals(5, worker.heapLimit());
    assertEquals(6, worker.contentCache());
    assertEquals(Duration.ofSeconds(7), worker.drain());
  }
}
