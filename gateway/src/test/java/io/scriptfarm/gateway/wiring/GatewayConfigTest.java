package io.scriptfarm.gateway.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Deployments depend on these names and defaults: changing one is a breaking change.
class GatewayConfigTest {
  private static GatewayConfig config(Map<String, String> properties) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(GatewayConfig.class)
        .withSources(new PropertiesConfigSource(properties, "test", 100))
        .build()
        .getConfigMapping(GatewayConfig.class);
  }

  @Test
  void hasTheseDefaults() {
    GatewayConfig config = config(Map.of());

    assertEquals("localhost:9092", config.kafka().bootstrapServers());
    assertEquals("scriptfarm", config.kafka().prefix());
    assertEquals("redis://localhost:6379", config.redis().uri());
    assertEquals("http://localhost:8090", config.gateway().cacheUrl());
    assertEquals(Duration.ofMinutes(10), config.gateway().patience());
  }

  @Test
  void hasTheseNames() {
    GatewayConfig config =
        config(
            Map.of(
                "farm.kafka.bootstrap-servers", "k:1",
                "farm.kafka.prefix", "p",
                "farm.redis.uri", "redis://r",
                "farm.gateway.cache-url", "http://c",
                "farm.gateway.patience", "2s"));

    assertEquals("k:1", config.kafka().bootstrapServers());
    assertEquals("p", config.kafka().prefix());
    assertEquals("redis://r", config.redis().uri());
    assertEquals("http://c", config.gateway().cacheUrl());
    assertEquals(Duration.ofSeconds(2), config.gateway().patience());
  }
}
