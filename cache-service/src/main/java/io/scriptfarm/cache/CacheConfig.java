package io.scriptfarm.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Everything that can be configured, as `farm.*`; besides, Quarkus' own `quarkus.http.port`
/// (8090) and `quarkus.http.limits.max-body-size` (1G).
@ConfigMapping(prefix = "farm")
public interface CacheConfig {
  Redis redis();

  Kafka kafka();

  Access access();

  Cache cache();

  /// The store.
  interface Redis {
    /// `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS.
    @WithDefault("redis://127.0.0.1:6379")
    String uri();

    /// How long an operation may wait for an answer.
    @WithDefault("5s")
    Duration commandTimeout();
  }

  /// Where generations are announced.
  interface Kafka {
    /// `host:port`, several by commas.
    @WithDefault("localhost:9092")
    String bootstrapServers();

    /// What the names of the farm's topics begin with.
    @WithDefault("scriptfarm")
    String prefix();
  }

  /// Who may do what.
  interface Access {
    /// The file of credentials; without one, everybody may do everything.
    Optional<Path> file();
  }

  /// The service itself.
  interface Cache {
    /// How long a blob outlives its last use.
    @WithDefault("14d")
    Duration blobTtl();

    /// How long an outcome outlives its last use.
    @WithDefault("14d")
    Duration outcomeTtl();

    /// How much of what is published is kept at hand in memory.
    @WithDefault("64M")
    MemorySize hotBytes();

    /// Uploads and downloads at a time, each of which holds a few megabytes; more wait.
    @WithDefault("16")
    int maxTransfers();

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
    @WithDefault("6h")
    Duration interval();

    /// How long a walk may take; the next one goes on where it ended.
    @WithDefault("1m")
    Duration budget();
  }
}
