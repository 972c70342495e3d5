package io.scriptfarm.gateway.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.scriptfarm.testkit.PinnedSettings;
import io.smallrye.config.ConfigValidationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Deployments depend on these names and defaults: changing one is a breaking change.
class GatewayConfigTest {
  @Test
  void hasTheseNamesAndDefaults() {
    assertEquals(
        """
        farm.access.file
        farm.gateway.backend-patience = PT2M
        farm.gateway.cache-url = http://localhost:8090
        farm.gateway.event-bytes = 64M
        farm.gateway.keep-generations = 20
        farm.gateway.keys = keys
        farm.gateway.patience = PT10M
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
        """,
        PinnedSettings.of(GatewayConfig.class));
  }

  @Test
  void readsTheSettingsOfAllServices() {
    GatewayConfig config =
        PinnedSettings.read(
            GatewayConfig.class,
            Map.of(
                "farm.redis.time-to-live", "1d",
                "farm.redis.command-timeout", "2s",
                "farm.kafka.client.\"security.protocol\"", "SSL",
                "farm.gateway.patience", "3s"));

    assertEquals(Duration.ofDays(1), config.redis().timeToLive());
    assertEquals(Duration.ofSeconds(2), config.redis().commandTimeout());
    assertEquals(Map.of("security.protocol", "SSL"), config.kafka().client());
    assertEquals(Duration.ofSeconds(3), config.gateway().patience());
  }

  @Test
  void refusesNamesThatItDoesNotKnow() {
    assertThrows(
        ConfigValidationException.class,
        () -> PinnedSettings.read(GatewayConfig.class, Map.of("farm.redis.time-to-lvie", "1s")));
  }
}
