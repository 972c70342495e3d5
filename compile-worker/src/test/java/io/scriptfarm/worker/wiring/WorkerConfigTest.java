package io.scriptfarm.worker.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.testkit.PinnedSettings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Deployments depend on these names and defaults: changing one is a breaking change.
class WorkerConfigTest {
  @Test
  void hasTheseNamesAndDefaults() {
    assertEquals(
        """
        farm.access.file
        farm.kafka.bootstrap-servers = localhost:9092
        farm.kafka.client.*
        farm.kafka.prefix = scriptfarm
        farm.kafka.topics = create
        farm.log.format = text
        farm.otlp.endpoint
        farm.redis.cluster = false
        farm.redis.command-timeout = 5s
        farm.redis.time-to-live = 14d
        farm.redis.tls.certificate
        farm.redis.tls.key
        farm.redis.tls.trust
        farm.redis.uri = redis://localhost:6379
        farm.worker.backend-patience = PT1M
        farm.worker.class-archive
        farm.worker.content-cache = 32
        farm.worker.drain = PT20S
        farm.worker.heap-limit = 0
        farm.worker.id
        farm.worker.js-engine = auto
        farm.worker.resident-toolchains = 2
        farm.worker.shipped-snapshots
        farm.worker.slots = 0
        farm.worker.snapshots
        farm.worker.time-limit = PT2M
        farm.worker.whole-build-limit = PT5M
        """,
        PinnedSettings.of(WorkerConfig.class));
  }

  @Test
  void readsValues() {
    WorkerConfig config =
        PinnedSettings.read(
            WorkerConfig.class,
            Map.of("farm.worker.js-engine", "graaljs", "farm.worker.whole-build-limit", "4s"));

    assertEquals(EnginePreference.GRAALJS, config.worker().jsEngine());
    assertEquals(Duration.ofSeconds(4), config.worker().wholeBuildLimit());
    assertEquals(Duration.ofDays(14), config.redis().timeToLive());
  }
}
