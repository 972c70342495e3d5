package io.scriptfarm.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/// Deployments depend on these names and defaults: changing one is a breaking change.
class CacheConfigTest {

  @Test
  void hasTheseDefaults() {
    CacheConfig config = config(Map.of());

    assertEquals("redis://localhost:6379", config.redis().uri());
    assertEquals(Duration.ofSeconds(5), config.redis().commandTimeout());
    assertEquals("localhost:9092", config.kafka().bootstrapServers());
    assertEquals("scriptfarm", config.kafka().prefix());
    assertEquals(Optional.empty(), config.access().file());
    assertEquals(64 << 20, config.cache().hotBytes().asLongValue());
    assertEquals(16, config.cache().maxTransfers());
    assertEquals(Duration.ofSeconds(10), config.cache().transferWait());
    assertEquals(100_000, config.cache().maxDigests());
    assertEquals(Duration.ofHours(6), config.cache().cleanUp().interval());
    assertEquals(Duration.ofMinutes(1), config.cache().cleanUp().budget());
  }

  @Test
  void hasTheseNames() {
    CacheConfig config =
        config(
            Map.of(
                "farm.redis.uri", "redis://redis:1",
                "farm.redis.command-timeout", "1s",
                "farm.cache.hot-bytes", "9M",
                "farm.cache.max-transfers", "4",
                "farm.cache.transfer-wait", "5s",
                "farm.cache.max-digests", "6",
                "farm.cache.clean-up.interval", "7s",
                "farm.cache.clean-up.budget", "8s"));

    assertEquals("redis://redis:1", config.redis().uri());
    assertEquals(Duration.ofSeconds(1), config.redis().commandTimeout());
    assertEquals(9 << 20, config.cache().hotBytes().asLongValue());
    assertEquals(4, config.cache().maxTransfers());
    assertEquals(Duration.ofSeconds(5), config.cache().transferWait());
    assertEquals(6, config.cache().maxDigests());
    assertEquals(Duration.ofSeconds(7), config.cache().cleanUp().interval());
    assertEquals(Duration.ofSeconds(8), config.cache().cleanUp().budget());
  }

  @Test
  void refusesNamesThatItDoesNotKnow() {
    assertThrows(
        ConfigValidationException.class, () -> config(Map.of("farm.redis.time-to-lvie", "1s")));
  }

  @Test
  void listensOnItsPort() throws IOException {
    Properties shipped = new Properties();
    try (InputStream in = CacheConfig.class.getResourceAsStream("/application.properties")) {
      shipped.load(in);
    }
    assertEquals("8090", shipped.getProperty("quarkus.http.port"));
    assertEquals("1G", shipped.getProperty("quarkus.http.limits.max-body-size"));
  }

  private static CacheConfig config(Map<String, String> properties) {
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withMapping(CacheConfig.class)
        .withSources(new PropertiesConfigSource(properties, "test", 100))
        .build()
        .getConfigMapping(CacheConfig.class);
  }
}
