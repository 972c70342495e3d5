package io.scriptfarm.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// The nodes of a cluster as this test uses them.
///
/// @param home where Kafka and Redis run; it is left alone
/// @param other one that is drained and lost; empty when the cluster has a single node
record Nodes(Kubectl kubectl, String home, Optional<String> other) {
  private static final String STOP = "FARM_TEST_STOP_NODE";
  private static final String SERVICES =
      "app.kubernetes.io/name in (gateway, cache-service, compile-worker)";
  private static final Duration NOTICED = Duration.ofMinutes(3);

  static Nodes of(Kubectl kubectl) {
    List<String> usable =
        kubectl
            .json("get", "nodes")
            .path("items")
            .valueStream()
            .filter(node -> isReady(node) && !node.at("/spec/unschedulable").asBoolean())
            .map(node -> node.at("/metadata/name").asText())
            .sorted()
            .toList();
    if (usable.isEmpty()) {
      throw new AssertionError("no node of the cluster is ready; kubectl get nodes says why");
    }
    return new Nodes(kubectl, usable.getFirst(), usable.stream().skip(1).findFirst());
  }

  private static boolean isReady(JsonNode node) {
    return node.at("/status/conditions")
        .valueStream()
        .anyMatch(
            condition ->
                condition.path("type").asText().equals("Ready")
                    && condition.path("status").asText().equals("True"));
  }

  /// The node that is not home; without one, the test is left out.
  String second() {
    Assumptions.assumeTrue(other.isPresent(), "NOT TESTED: the cluster has a single node");
    return other.orElseThrow();
  }

  /// Has no more pods put on a node.
  void forbid(String node) {
    kubectl.run("cordon", node);
  }

  void allow(String node) {
    kubectl.run("uncordon", node);
  }

  void allowAll() {
    other.ifPresent(node -> kubectl.tryTo("uncordon", node));
    kubectl.tryTo("uncordon", home);
  }

  /// Takes all pods of the farm off a node, as far and as fast as their budgets allow.
  ///
  /// @return what `kubectl` said, with each time that a budget held it back
  String drain(String node) {
    Ran ran =
        kubectl
            .start(
                "drain",
                node,
                "--ignore-daemonsets",
                "--delete-emptydir-data",
                "--pod-selector=" + SERVICES,
                "--timeout=300s")
            .await(Duration.ofMinutes(6));
    if (ran.exit() != 0) {
      throw new AssertionError(ran.toString());
    }
    return ran.out() + ran.err();
  }

  /// Ends a node without a word to anybody, by the command that `FARM_TEST_STOP_NODE` names; its
  /// last argument is the node's name. Without one, the test is left out.
  void stop(String node) {
    String command = System.getenv().getOrDefault(STOP, "");
    Assumptions.assumeFalse(
        command.isEmpty(), "NOT TESTED: " + STOP + " names no command that stops a node");
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.add(node);
    Ran ran = Ran.run(Repository.root(), Map.of(), Duration.ofMinutes(1), words);
    if (ran.exit() != 0) {
      throw new AssertionError(ran.toString());
    }
  }

  /// Returns when the cluster has noticed that a node is gone.
  ///
  /// @return after how many seconds
  long awaitLoss(String node) {
    long started = System.nanoTime();
    Await.until(
        NOTICED, node + " counts as lost", () -> !isReady(kubectl.json("get", "node", node)));
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started);
  }
}
