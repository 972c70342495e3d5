package io.scriptfarm.e2e.cluster;

import static io.scriptfarm.e2e.cluster.SteadyBuilds.assertBuilt;
import static io.scriptfarm.e2e.cluster.SteadyBuilds.awaitProgress;
import static io.scriptfarm.e2e.cluster.SteadyBuilds.unknownCopy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
  private static final Duration REPLACED = Duration.ofMinutes(3);
  private static final Duration SCALED = Duration.ofMinutes(5);
  private static final int MOST_WORKERS = 4;

  private static DeployedFarm farm;

  @BeforeAll
  static void deploy() {
    farm = new DeployedFarm();
    long started = System.nanoTime();
    farm.awaitReady();
    said(
        "every pod is ready after %d s", Duration.ofNanos(System.nanoTime() - started).toSeconds());
  }

  @AfterAll
  static void delete() {
    if (farm != null) {
      farm.close();
    }
  }

  private static void said(String format, Object... values) {
    System.out.println("cluster: " + format.formatted(values));
  }

  @Test
  @Order(1)
  @DisplayName("R1 a project that is built from outside has tstl's bytes")
  void buildsFromOutside() {
    Path project = Repository.copyOf("dungeon", Repository.temporary("cluster"));
    CommandBuild first = farm.build(project);
    assertBuilt(project, first);
    assertTrue(first.compiled() > 0, () -> first.ran().toString());
    assertEquals(0, farm.build(project).compiled());
    said("%d scripts built from outside, with tstl's bytes", first.scripts());
  }

  @ParameterizedTest
  @Order(2)
  @ValueSource(strings = {"gateway", "cache-service", "compile-worker"})
  @DisplayName("R41 no service runs as root or writes to its root:")
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
  @Order(2)
  @ValueSource(strings = {"kafka", "redis"})
  @DisplayName("R41 no backend runs as root or writes to its root:")
  void backendsToo(String backend) {
    String pod = farm.kubectl().pods(backend).getFirst();
    assertNotEquals("0", farm.kubectl().run("exec", pod, "--", "id", "-u").strip());
    Ran written = farm.kubectl().tryTo("exec", pod, "--", "touch", "/written");
    assertTrue(written.err().contains("Read-only file system"), written::toString);
  }

  @ParameterizedTest
  @Order(3)
  @CsvSource({
    "compile-worker, deployment, 30",
    "compile-worker, deployment, 0",
    "gateway, deployment, 30",
    "gateway, deployment, 0",
    "cache-service, deployment, 30",
    "cache-service, deployment, 0",
    "redis, statefulset, 30",
    "redis, statefulset, 0",
    "kafka, statefulset, 30",
    "kafka, statefulset, 0",
  })
  @DisplayName("R43 a build ends although a pod is deleted, or killed at once:")
  void podIsGone(String application, String kind, int grace) {
    Path project = unknownCopy();
    Ran.Running build = farm.startBuild(project);
    awaitProgress(build);
    List<String> pods = farm.kubectl().pods(application);
    String pod = pods.getFirst();
    String before = identity(pod);
    farm.kubectl().run("delete", "pod", pod, "--grace-period=" + grace, "--force=" + (grace == 0));
    assertBuilt(project, CommandBuild.of(build.await(DeployedFarm.longestBuild())));
    Await.until(
        REPLACED, "another pod takes the place of " + pod, () -> !before.equals(identity(pod)));
    farm.kubectl().awaitRollout(kind, application);
    said("%s %s during a build, which ends", pod, grace == 0 ? "killed" : "deleted");
  }

  private static String identity(String pod) {
    return farm.kubectl()
        .tryTo("get", "pod", pod, "--ignore-not-found", "--output=jsonpath={.metadata.uid}")
        .out();
  }

  /// What one program takes is less than the service has resident.
  @ParameterizedTest
  @Order(4)
  @CsvSource({"gateway, 120", "cache-service, 120", "compile-worker, 500"})
  @DisplayName("R43 a build ends although the kernel kills a service for its memory:")
  void serviceIsOutOfMemory(String service, int mebibytes) {
    Path project = unknownCopy();
    Ran.Running build = farm.startBuild(project);
    awaitProgress(build);
    String pod = farm.kubectl().pods(service).getFirst();
    MemoryShortage.ofService(farm.kubectl(), pod, mebibytes);
    assertBuilt(project, CommandBuild.of(build.await(DeployedFarm.longestBuild())));
    farm.kubectl().awaitRollout("deployment", service);
    said("%s OOMKilled during a build, which ends", pod);
  }

  @Test
  @Order(4)
  @DisplayName("R43 a build ends although the kernel kills Redis for its memory")
  void redisIsOutOfMemory() {
    Path project = unknownCopy();
    Ran.Running build = farm.startBuild(project);
    awaitProgress(build);
    String pod = farm.kubectl().pods("redis").getFirst();
    MemoryShortage.ofRedis(farm.kubectl(), pod, farm.redisUri());
    assertBuilt(project, CommandBuild.of(build.await(DeployedFarm.longestBuild())));
    farm.kubectl().awaitRollout("statefulset", "redis");
    said("%s OOMKilled during a build, which ends", pod);
  }

  @Test
  @Order(5)
  @DisplayName("R43 what was compiled outlives the pods of Redis and Kafka")
  void dataOutlivePods() {
    Path project = unknownCopy();
    assertBuilt(project, farm.build(project));
    for (String application : List.of("redis", "kafka")) {
      farm.kubectl().run("delete", "pod", farm.kubectl().pods(application).getFirst());
    }
    farm.awaitReady();
    CommandBuild again = farm.build(project);
    assertBuilt(project, again);
    assertEquals(0, again.compiled(), () -> again.ran().toString());
    said("the data of Redis and Kafka outlive their pods: nothing is compiled again");
  }

  @ParameterizedTest
  @Order(6)
  @ValueSource(strings = {"gateway", "cache-service", "compile-worker"})
  @DisplayName("R43 a rolling update under load leaves no request without an answer:")
  void rollingUpdate(String service) {
    underLoad(
        "rolling update of " + service,
        () -> {
          farm.kubectl().run("rollout", "restart", "deployment/" + service);
          farm.kubectl().awaitRollout("deployment", service);
        });
  }

  /// All of a farm's services stand on one node, so that its budgets have to hold the drain back.
  @Test
  @Order(7)
  @DisplayName("R43 a node is drained under load, and no request is without an answer")
  void drain() {
    Nodes nodes = farm.nodes();
    String node = nodes.second();
    farm.scaleAll(0);
    nodes.forbid(nodes.home());
    farm.scaleAll(2);
    nodes.allow(nodes.home());
    try {
      underLoad(
          "drain of " + node,
          () -> {
            String told = nodes.drain(node);
            assertTrue(told.contains("would violate the pod's disruption budget"), told);
            farm.awaitReady();
          });
    } finally {
      nodes.allow(node);
    }
  }

  private static void underLoad(String what, Runnable change) {
    Assumptions.assumeTrue(
        farm.isReachedByServices(), "the cluster's network cannot be reached from here");
    try (SteadyBuilds builds = new SteadyBuilds(farm, 1);
        SteadyRequests requests =
            new SteadyRequests(
                farm.token(),
                farm.gateway().resolve("/api/work"),
                farm.cache().resolve("/api/cache/stats"))) {
      change.run();
      String built = inWords(builds.end());
      said(
          "%s: %s, %d requests answered, %d not",
          what, built, requests.answered(), requests.unanswered().size());
      assertEquals(List.of(), requests.unanswered());
      assertTrue(requests.answered() > 0);
    }
  }

  private static String inWords(List<Duration> builds) {
    long slowest = builds.stream().mapToLong(Duration::toSeconds).max().orElse(0);
    return "%d builds with tstl's bytes, the slowest in %d s".formatted(builds.size(), slowest);
  }

  /// The place of KEDA is taken by a loop over what it would ask.
  @Test
  @Order(8)
  @DisplayName("R45 workers follow the work: more than one, and one again")
  void workersFollowWork() {
    farm.scale("compile-worker", 1);
    try (WorkLoop loop = new WorkLoop(farm, MOST_WORKERS);
        SteadyBuilds builds = new SteadyBuilds(farm, 3)) {
      Await.until(
          SCALED,
          "there are more workers",
          () -> loop.step() > 1 && farm.kubectl().pods("compile-worker").size() > 1);
      String built = inWords(builds.end());
      Await.until(
          SCALED,
          "there is one worker",
          () -> loop.step() == 1 && farm.kubectl().pods("compile-worker").size() == 1);
      said("workers followed the work from one up, and down to one: %s", built);
    }
    farm.scale("compile-worker", 2);
  }

  @Test
  @Order(9)
  @DisplayName("R43 builds that run end although a node is lost outright, and so do later ones")
  void nodeIsLost() {
    Nodes nodes = farm.nodes();
    String node = nodes.second();
    halfOn(nodes, node);
    List<Path> projects = List.of(unknownCopy(), unknownCopy());
    List<Ran.Running> builds = projects.stream().map(farm::startBuild).toList();
    builds.forEach(SteadyBuilds::awaitProgress);
    nodes.stop(node);
    long seconds = nodes.awaitLoss(node);
    for (int i = 0; i < builds.size(); i++) {
      assertBuilt(
          projects.get(i), CommandBuild.of(builds.get(i).await(DeployedFarm.longestBuild())));
    }
    Path later = unknownCopy();
    assertBuilt(later, farm.build(later));
    said("%s is lost, and counts as that after %d s: builds end", node, seconds);
  }

  /// One pod of each service on the node, and one at home.
  private static void halfOn(Nodes nodes, String node) {
    farm.scaleAll(0);
    nodes.forbid(nodes.home());
    farm.scaleAll(1);
    nodes.allow(nodes.home());
    nodes.forbid(node);
    farm.scaleAll(2);
    nodes.allow(node);
  }
}
