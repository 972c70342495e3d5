package io.scriptfarm.e2e.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.harness.Tree;
import io.scriptfarm.harness.Tstl;
import io.scriptfarm.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Clients that build from outside, each one project after the other that the farm does not know,
/// until they are told to end. Safe for concurrent use.
final class SteadyBuilds implements AutoCloseable {
  private static final String GAME = "dungeon";
  private static final AtomicInteger COPIES = new AtomicInteger();
  private static final long SEED = System.nanoTime();

  private final AtomicBoolean ended = new AtomicBoolean();
  private final Queue<Duration> built = new ConcurrentLinkedQueue<>();
  private final List<Future<?>> clients = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  SteadyBuilds(DeployedFarm farm, int clients) {
    for (int client = 0; client < clients; client++) {
      this.clients.add(threads.submit(() -> build(farm)));
    }
  }

  private void build(DeployedFarm farm) {
    do {
      Path project = unknownCopy();
      long started = System.nanoTime();
      assertBuilt(project, farm.build(project));
      built.add(Duration.ofNanos(System.nanoTime() - started));
      Repository.delete(project);
    } while (!ended.get());
  }

  /// Begins no more builds, and waits for those that run.
  ///
  /// @return how long each build took; each has `tstl`'s bytes
  /// @throws AssertionError of the first that has not
  List<Duration> end() {
    ended.set(true);
    for (Future<?> client : clients) {
      Await.until(DeployedFarm.longestBuild(), "builds end", client::isDone);
      if (client.state() == Future.State.FAILED) {
        throw new AssertionError("a build failed", client.exceptionNow());
      }
    }
    return List.copyOf(built);
  }

  @Override
  public void close() {
    ended.set(true);
    threads.shutdownNow();
  }

  /// A copy in which each script has another comment at its end: nothing of it is known, and the
  /// Lua is the same.
  static Path unknownCopy() {
    Path project = Repository.copyOf(GAME, Repository.temporary("cluster"));
    String comment = "\n// copy %d of %d\n".formatted(COPIES.incrementAndGet(), SEED);
    try (Stream<Path> files = Files.walk(project.resolve("src"))) {
      for (Path script : files.filter(file -> file.toString().endsWith(".ts")).toList()) {
        Files.writeString(script, Files.readString(script) + comment);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return project;
  }

  /// Returns when a fifth of a build's scripts are done, or the build ended.
  static void awaitProgress(Ran.Running build) {
    Await.until(
        DeployedFarm.longestBuild(),
        "scripts are compiled",
        () -> !build.process().isAlive() || text(build.err()).contains("scripts done"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void assertBuilt(Path project, CommandBuild build) {
    assertEquals(0, build.exit(), () -> build.ran().toString());
    assertEquals(Tstl.outputOf(GAME, "dist"), Tree.of(project.resolve("dist")));
  }
}
