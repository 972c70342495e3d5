package io.scriptfarm.e2e.cluster;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The overlay `dev` on a real cluster: `./farm test --cluster` says which, and what it needs.
@Tag("cluster")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DisplayName("R41 on a Kubernetes cluster")
class ClusterTest {
  private static final String GAME = "dungeon";
  private static final Duration REPLACED = Duration.ofMinutes(3);
  private static final AtomicInteger COPIES = new AtomicInteger();

  private static DeployedFarm farm;

  @BeforeAll
  static void deploy() {
    farm = new DeployedFarm();
    long started = System.nanoTime();
    farm.awaitReady();
    System.out.printf(
        "every pod ready after %d s%n", Duration.ofNanos(System.nanoTime() - started).toSeconds());
  }

  @AfterAll
  static void delete() {
    if (farm != null) {
      farm.close();
    }
  }

  @Test
  @Order(1)
  @DisplayName("R1 a project that is built from outside has tstl's bytes")
  void buildsFromOutside() {
    Path project = Repository.copyOf(GAME, Repository.temporary("cluster"));
    CommandBuild first = farm.build(project);
    assertBuilt(project, first);
    assertEquals(first.scripts(), first.compiled());
    assertEquals(0, farm.build(project).compiled());
  }

  @ParameterizedTest
  @Order(2)
  @ValueSource(strings = {"gateway", "cache-service", "compile-worker"})
  @DisplayName("R41 nothing runs as root or writes to its root:")
  void noRootAndNoWrites(String service) {
    String pod = farm.kubectl().pods(service).getFirst();
    Ran user = java(pod, "-XshowSettings:properties", "-version");
    assertEquals(0, user.exit(), user::toString);
    assertTrue(user.err().contains("user.name = scriptfarm"), user::toString);
    Ran written = java(pod, "-Xlog:gc:file=/opt/written.log", "-version");
    assertNotEquals(0, written.exit(), written::toString);
    assertTrue(
        (written.out() + written.err()).contains("Read-only file system"), written::toString);
  }

  private static Ran java(String pod, String... arguments) {
    return farm.kubectl()
        .tryTo(
            Stream.concat(Stream.of("exec", pod, "--", "/opt/java/bin/java"), Stream.of(arguments))
                .toArray(String[]::new));
  }

  @ParameterizedTest
  @Order(3)
  @CsvSource({
    "compile-worker, deployment",
    "gateway, deployment",
    "cache-service, deployment",
    "redis, statefulset",
    "kafka, statefulset",
  })
  @DisplayName("R43 a build ends although a pod is killed:")
  void podKilled(String application, String kind) {
    Path project = unknownCopy();
    Ran.Running build = farm.startBuild(project);
    awaitProgress(build);
    String pod = farm.kubectl().pods(application).getFirst();
    farm.kubectl().run("delete", "pod", pod, "--grace-period=0", "--force");
    assertBuilt(project, CommandBuild.of(build.await(DeployedFarm.longestBuild())));
    Await.until(
        REPLACED,
        "another pod takes the place of " + pod,
        () -> !farm.kubectl().pods(application).contains(pod));
    farm.kubectl().awaitRollout(kind, application);
  }

  @Test
  @Order(4)
  @DisplayName("R43 what was compiled and published outlives the pods of Redis and Kafka")
  void dataOutlivePods() {
    Path project = Repository.copyOf(GAME, Repository.temporary("cluster"));
    farm.build(project);
    for (String application : List.of("redis", "kafka")) {
      farm.kubectl().run("delete", "pod", farm.kubectl().pods(application).getFirst());
    }
    farm.awaitReady();
    CommandBuild again = farm.build(project);
    assertBuilt(project, again);
    assertEquals(0, again.compiled(), () -> again.ran().toString());
  }

  @ParameterizedTest
  @Order(5)
  @ValueSource(strings = {"gateway", "cache-service", "compile-worker"})
  @DisplayName("R43 a rolling update leaves no request without an answer:")
  void rollingUpdate(String service) {
    Assumptions.assumeTrue(
        farm.isReachedByServices(), "the cluster's network cannot be reached from here");
    Path project = unknownCopy();
    Ran.Running build = farm.startBuild(project);
    try (SteadyRequests requests =
        new SteadyRequests(
            farm.gateway().resolve("/q/health/live"), farm.cache().resolve("/q/health/live"))) {
      farm.kubectl().run("rollout", "restart", "deployment/" + service);
      farm.kubectl().awaitRollout("deployment", service);
      assertBuilt(project, CommandBuild.of(build.await(DeployedFarm.longestBuild())));
      System.out.printf(
          "rolling update of %s: %d requests answered, %d not%n",
          service, requests.answered(), requests.unanswered().size());
      assertEquals(List.of(), requests.unanswered());
      assertTrue(requests.answered() > 0);
    }
  }

  /// A copy in which each script has another comment at its end: nothing of it is known, and the
  /// Lua is the same.
  private static Path unknownCopy() {
    Path project = Repository.copyOf(GAME, Repository.temporary("cluster"));
    String comment = "\n// copy %d of %s\n".formatted(COPIES.incrementAndGet(), farm.gateway());
    try (Stream<Path> files = Files.walk(project.resolve("src"))) {
      for (Path script : files.filter(file -> file.toString().endsWith(".ts")).toList()) {
        Files.writeString(script, Files.readString(script) + comment);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return project;
  }

  /// Returns when a build says that some of its scripts are done.
  private static void awaitProgress(Ran.Running build) {
    Await.until(
        DeployedFarm.longestBuild(),
        "scripts are compiled",
        () -> !build.process().isAlive() || text(build.err()).matches("(?s).*\\b[1-9]\\d*/\\d+.*"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertBuilt(Path project, CommandBuild build) {
    assertAll(
        () -> assertEquals(0, build.exit(), () -> build.ran().toString()),
        () -> assertEquals(Tstl.outputOf(GAME, "dist"), Tree.of(project.resolve("dist"))));
  }
}
