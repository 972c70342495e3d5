package io.scriptfarm.worker.wiring;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.service.ServiceConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The worker's settings, besides those of all services.
@ConfigMapping(prefix = "farm")
public interface WorkerConfig extends ServiceConfig {
  Worker worker();

  Otlp otlp();

  /// The worker itself.
  interface Worker {
    /// A name that tells this worker from the others; made up when absent.
    Optional<String> id();

    /// `v8` where its native library loads, else `graaljs`; or one of the two by name.
    @WithDefault("auto")
    EnginePreference jsEngine();

    /// A folder of this user's own for what makes the engine start faster, which workers may share:
    /// V8's start-up snapshots, about 40 MB for each pair of compilers. None are kept when absent.
    Optional<Path> snapshots();

    /// A folder with start-up snapshots that came with the worker, which are only read: those that
    /// `snapshots` lacks. An image has them.
    Optional<Path> shippedSnapshots();

    /// A file for the classes of a running worker, made when it is not there. A worker of the same
    /// jars starts faster with `-XX:SharedArchiveFile=` and that file.
    Optional<Path> classArchive();

    /// How many jobs compile at once; each takes a core and a compiler's memory. 0: as many as
    /// there are cores, half as many with GraalJS.
    @WithDefault("0")
    int slots();

    /// What one call of the compiler may take: planning, one script, linking.
    @WithDefault("PT2M")
    Duration timeLimit();

    /// What a build in one go may take, which projects with plugins need.
    @WithDefault("PT5M")
    Duration wholeBuildLimit();

    /// JavaScript heap of one session, in MiB; a program of 10,000 scripts takes 1,500 of them. 0:
    /// what the worker's part of half of the machine's memory allows, from 1,536 to 4,096. All
    /// sessions together take twice that for each slot and one more.
    @WithDefault("0")
    int heapLimit();

    /// How many pairs of compilers a slot keeps loaded, the bundled one and those of projects; each
    /// has a session, which takes 200 to 500 MiB.
    @WithDefault("2")
    int residentToolchains();

    /// Contents that are kept in memory, in MiB: the sources of a project that is being compiled,
    /// and what was made of them last. Saves fill it in time, whatever it is.
    @WithDefault("32")
    int contentCache();

    /// How long a job in hand waits for Redis or Kafka when they are away, before it is given back.
    @WithDefault("PT1M")
    Duration backendPatience();

    /// How long a running job may take to finish when the worker is told to stop.
    @WithDefault("PT20S")
    Duration drain();
  }
}
