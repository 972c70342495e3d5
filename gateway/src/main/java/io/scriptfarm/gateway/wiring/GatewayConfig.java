package io.scriptfarm.gateway.wiring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The gateway's configuration, `farm.*`.
@ConfigMapping(prefix = "farm")
public interface GatewayConfig {
  Kafka kafka();

  Redis redis();

  Access access();

  Gateway gateway();

  /// Where the jobs go.
  interface Kafka {
    /// `host:port`, several by commas.
    @WithDefault("localhost:9092")
    String bootstrapServers();

    /// What the names of the farm's topics begin with; farms that share a broker differ in it.
    @WithDefault("scriptfarm")
    String prefix();
  }

  /// Where outcomes and blobs are.
  interface Redis {
    @WithDefault("redis://localhost:6379")
    String uri();
  }

  /// Who may do what.
  interface Access {
    /// The file of credentials; without one, everybody may do everything.
    Optional<Path> file();
  }

  /// The gateway itself.
  interface Gateway {
    /// Where clients reach the cache-service.
    @WithDefault("http://localhost:8090")
    String cacheUrl();

    /// How long a build may wait without anything happening to it before it is given up.
    @WithDefault("PT10M")
    Duration patience();

    /// How many generations of a workspace are kept besides those that are tagged or run somewhere.
    @WithDefault("20")
    int keepGenerations();

    /// The folder of the keys that sign manifests; gateways of one farm share it.
    @WithDefault("keys")
    Path keys();
  }
}
