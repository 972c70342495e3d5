package io.scriptfarm.service;

import io.scriptfarm.queue.TopicCare;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The settings that all services have, `farm.*`. The configuration of each service extends this.
public interface ServiceConfig {
  Kafka kafka();

  Redis redis();

  Access access();

  Log log();

  /// The queue, and the topics of results and generations.
  interface Kafka {
    /// `host:port`, several by commas.
    @WithDefault("localhost:9092")
    String bootstrapServers();

    /// The first part of the name of each topic and group. Farms that share a broker differ in it.
    @WithDefault("scriptfarm")
    String prefix();

    /// `create`: services make topics that are missing, and set up the share groups. `check`: they
    /// look whether somebody did.
    @WithDefault("create")
    TopicCare topics();

    /// Settings of Kafka's own clients by their names, such as `"security.protocol"`.
    Map<String, String> client();
  }

  /// The store.
  interface Redis {
    /// `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS, with several hosts
    /// by commas for a cluster; `redis-sentinel://host:port,host:port#primary` for Sentinels.
    @WithDefault("redis://localhost:6379")
    String uri();

    /// Whether the hosts are nodes of a cluster.
    @WithDefault("false")
    boolean cluster();

    Tls tls();

    /// How long an operation may wait for an answer.
    @WithDefault("5s")
    Duration commandTimeout();

    /// How long a blob or an outcome outlives its last use. All services of a farm have the same
    /// value, since each of them writes.
    @WithDefault("14d")
    Duration timeToLive();
  }

  /// Files in PEM for Redis over TLS.
  interface Tls {
    /// Who may sign the certificate of Redis; without it, who the JVM trusts.
    Optional<Path> trust();

    /// What the service shows of itself.
    Optional<Path> certificate();

    /// The key of the certificate.
    Optional<Path> key();
  }

  /// Lines of the log.
  interface Log {
    /// `text`, for people; or `json`, an object a line, for what collects logs.
    @WithDefault("text")
    Form format();

    /// How a line is written.
    enum Form {
      TEXT,
      JSON
    }
  }

  /// Traces, of the services that have some.
  interface Otlp {
    /// The address of a collector, such as `http://localhost:4318` (OTLP by HTTP). Nothing is
    /// traced without.
    Optional<URI> endpoint();
  }

  /// Who may do what.
  interface Access {
    /// The file of credentials. Without one, everybody may do everything.
    Optional<Path> file();
  }
}
