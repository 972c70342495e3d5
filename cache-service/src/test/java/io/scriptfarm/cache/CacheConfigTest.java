package io.scriptfarm.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.testkit.PinnedSettings;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/// Deployments depend on these names and defaults: changing one is a breaking change.
class CacheConfigTest {
  @Test
  void hasTheseNamesAndDefaults() {
    assertEquals(
        """
        farm.access.file
        farm.cache.clean-up.budget = 1m
        farm.cache.clean-up.interval = 10m
        farm.cache.clean-up.pace = 32M
        farm.cache.hot-bytes = 64M
        farm.cache.max-digests = 100000
        farm.cache.transfer-bytes = 144M
        farm.cache.transfer-wait = 10s
        farm.kafka.bootstrap-servers = localhost:9092
        farm.kafka.client.*
        farm.kafka.prefix = scriptfarm
        farm.kafka.topics = create
        farm.log.format = text
        farm.redis.cluster = false
        farm.redis.command-timeout = 5s
        farm.redis.time-to-live = 14d
        farm.redis.tls.certificate
        farm.redis.tls.key
        farm.redis.tls.trust
        farm.redis.uri = redis://localhost:6379
        """,
        PinnedSettings.of(CacheConfig.class));
  }

  @Test
  void readsValues() {
    CacheConfig config =
        PinnedSettings.read(
            CacheConfig.class,
            Map.of("farm.cache.hot-bytes", "9M", "farm.cache.clean-up.interval", "7s"));

    assertEquals(9 << 20, config.cache().hotBytes().asLongValue());
    assertEquals(Duration.ofSeconds(7), config.cache().cleanUp().interval());
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
}
