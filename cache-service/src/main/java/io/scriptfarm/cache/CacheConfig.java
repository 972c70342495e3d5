package io.scriptfarm.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.scriptfarm.service.ServiceConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// The cache-service's settings, besides those of all services and Quarkus' own `quarkus.http.port`
/// (8090) and `quarkus.http.limits.max-body-size` (1G).
@ConfigMapping(prefix = "farm")
public interface CacheConfig extends ServiceConfig {
  Cache cache();

  /// The service itself.
  interface Cache {
    /// How much of what is published is kept at hand in memory.
    @WithDefault("64M")
    MemorySize hotBytes();

    /// The memory of all uploads, downloads and questions together; more wait. The heap holds
    /// `hot-bytes` besides, 48 MB of the service itself, and new objects of 64 MB.
    @WithDefault("144M")
    MemorySize transferBytes();

    /// How long one waits for its turn before it is told to come back later.
    @WithDefault("10s")
    Duration transferWait();

    /// The most digests in one request.
    @WithDefault("100000")
    int maxDigests();

    CleanUp cleanUp();
  }

  /// The regular walk over the store.
  interface CleanUp {
    /// The pause between two walks.
    @WithDefault("10m")
    Duration interval();

    /// How long a walk may take; the next one goes on where it ended.
    @WithDefault("1m")
    Duration budget();

    /// How much of the store a walk reads in a second.
    @WithDefault("32M")
    MemorySize pace();
  }
}
