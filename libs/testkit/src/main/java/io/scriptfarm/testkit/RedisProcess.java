package io.scriptfarm.testkit;

import io.scriptfarm.embedded.EmbeddedRedis;
import io.scriptfarm.embedded.EndWithJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A `redis-server` with settings of the test's own: a node of a cluster, one with TLS, a Sentinel.
/// Closing kills it.
public final class RedisProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);

  private final Process process;
  private final EndWithJvm endWithJvm;

  private RedisProcess(Process process) {
    this.process = process;
    this.endWithJvm = EndWithJvm.process(process.pid());
  }

  /// Starts one and returns when it says that it is ready.
  ///
  /// @param folder of its own
  /// @param settings the lines of its configuration
  public static RedisProcess start(Path folder, String... settings) {
    return start(folder, List.of(), settings);
  }

  /// As {@link #start(Path, String...)}, as a Sentinel.
  public static RedisProcess sentinel(Path folder, String... settings) {
    return start(folder, List.of("--sentinel"), settings);
  }

  private static RedisProcess start(Path folder, List<String> options, String... settings) {
    try {
      Files.createDirectories(folder);
      String executable = EmbeddedRedis.command(EmbeddedRedis.Settings.in(folder)).getFirst();
      Path configuration = folder.resolve("test.conf");
      Path log = folder.resolve("test.log");
      Files.write(configuration, List.of(settings));
      List<String> command = new ArrayList<>(List.of(executable, configuration.toString()));
      command.addAll(options);
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      RedisProcess redis = new RedisProcess(process);
      Await.until(
          START,
          "redis-server is ready: " + folder,
          () -> {
            String said = read(log);
            if (!process.isAlive()) {
              throw new AssertionError("redis-server ended: " + said);
            }
            return said.contains("Ready to accept connections") || said.contains("+monitor");
          });
      return redis;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    endWithJvm.close();
  }
}
