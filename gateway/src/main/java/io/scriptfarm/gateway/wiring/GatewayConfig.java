package io.scriptfarm.gateway.wiring;

import io.quarkus.runtime.configuration.MemorySize;
import io.scriptfarm.service.ServiceConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/// The gateway's settings, besides those of all services.
@ConfigMapping(prefix = "farm")
public interface GatewayConfig extends ServiceConfig {
  Gateway gateway();

  Otlp otlp();

  /// The gateway itself.
  interface Gateway {
    /// Where clients reach the cache-service.
    @WithDefault("http://localhost:8090")
    String cacheUrl();

    /// How long a build may wait without anything happening to it before it is given up.
    @WithDefault("PT10M")
    Duration patience();

    /// How long a build waits for Redis or Kafka when they are away, before it is given up.
    @WithDefault("PT2M")
    Duration backendPatience();

    /// The memory for the events of all builds; past it, the oldest finished builds are forgotten.
    @WithDefault("64M")
    MemorySize eventBytes();

    /// How many generations of a workspace are kept besides those that are tagged or run somewhere.
    @WithDefault("20")
    int keepGenerations();

    /// The folder of the keys that sign manifests; gateways of one farm share it.
    @WithDefault("keys")
    Path keys();
  }
}
