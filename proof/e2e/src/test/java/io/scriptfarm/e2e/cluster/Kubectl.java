package io.scriptfarm.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `kubectl` for one namespace of the cluster that `KUBECONFIG` names. Safe for concurrent use.
record Kubectl(String namespace) {
  private static final Duration AT_MOST = Duration.ofMinutes(9);

  /// @return what it printed
  /// @throws AssertionError with what it printed, when it does not succeed
  String run(String... arguments) {
    Ran ran = tryTo(arguments);
    if (ran.exit() != 0) {
      throw new AssertionError(ran.toString());
    }
    return ran.out();
  }

  Ran tryTo(String... arguments) {
    return start(arguments).await(AT_MOST);
  }

  Ran.Running start(String... arguments) {
    List<String> command =
        Stream.concat(Stream.of("kubectl", "--namespace", namespace), Stream.of(arguments))
            .toList();
    return Ran.start(Repository.root(), Map.of(), command);
  }

  JsonNode json(String... arguments) {
    return Json.read(
        run(Stream.concat(Stream.of(arguments), Stream.of("--output=json")).toArray(String[]::new)),
        JsonNode.class);
  }

  void apply(String manifests) {
    try {
      Path file = Files.createTempFile("manifests", ".yaml");
      Files.writeString(file, manifests);
      run("apply", "--filename", file.toString());
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The pods of an application (`gateway`, `redis`, …) that nobody has told to end.
  List<String> pods(String application) {
    return living(application).map(pod -> pod.at("/metadata/name").asText()).toList();
  }

  /// The pods of an application by the node that they run on; many times the same.
  List<String> nodesOf(String application) {
    return living(application).map(pod -> pod.at("/spec/nodeName").asText()).toList();
  }

  private Stream<JsonNode> living(String application) {
    return json("get", "pods", "--selector=app.kubernetes.io/name=" + application)
        .path("items")
        .valueStream()
        .filter(pod -> pod.at("/metadata/deletionTimestamp").isMissingNode());
  }

  /// Why a pod's container ended the last time, such as `OOMKilled`; empty when it never did.
  String lastEnd(String pod) {
    return json("get", "pod", pod)
        .at("/status/containerStatuses/0/lastState/terminated/reason")
        .asText("");
  }

  /// Returns when each pod of an application is ready, and there are as many as wanted.
  ///
  /// @param kind `deployment` or `statefulset`
  void awaitRollout(String kind, String name) {
    run("rollout", "status", kind + "/" + name, "--timeout=480s");
  }

  /// The minor version of the cluster's API, such as 30.
  int version() {
    String minor = json("version").at("/serverVersion/minor").asText();
    return Integer.parseInt(minor.replaceAll("\\D", ""));
  }
}
