package io.scriptfarm.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who says how many workers there are: what he scales, what he asks, and what becomes of a worker
/// that he removes.
final class ScalingChecks {
  /// The parameters of KEDA's scalers that are used here: those that must be there, then others.
  private static final Map<String, List<Set<String>>> PARAMETERS =
      Map.of(
          "metrics-api",
          List.of(
              Set.of("url", "valueLocation", "targetValue"),
              Set.of("activationTargetValue", "authMode", "format", "unsafeSsl")),
          "prometheus",
          List.of(
              Set.of("serverAddress", "query", "threshold"),
              Set.of("activationThreshold", "ignoreNullValues", "unsafeSsl")));

  private final Rendered rendered;
  private final Farm farm;
  private final List<Finding> findings = new ArrayList<>();

  private ScalingChecks(Rendered rendered, Farm farm) {
    this.rendered = rendered;
    this.farm = farm;
  }

  static List<Finding> check(Rendered rendered, Farm farm) {
    ScalingChecks checks = new ScalingChecks(rendered, farm);
    List<KubeObject> scalers = new ArrayList<>(rendered.of("HorizontalPodAutoscaler").toList());
    scalers.forEach(scaler -> checks.scaler(scaler, "/spec/minReplicas", "/spec/maxReplicas"));
    for (KubeObject scaled : rendered.of("ScaledObject").toList()) {
      scalers.add(scaled);
      checks.scaler(scaled, "/spec/minReplicaCount", "/spec/maxReplicaCount");
      for (int i = 0; i < scaled.at("/spec/triggers").size(); i++) {
        checks.trigger(scaled, "/spec/triggers/" + i);
      }
    }
    if (scalers.size() > 1) {
      checks.findings.add(scalers.getLast().problem("/", "two autoscalers would contradict"));
    }
    rendered.of("TriggerAuthentication").forEach(checks::authentication);
    return checks.findings;
  }

  private void expect(boolean holds, KubeObject object, String path, String otherwise) {
    if (!holds) {
      findings.add(object.problem(path, otherwise));
    }
  }

  private void scaler(KubeObject scaler, String fewest, String most) {
    JsonNode target = scaler.at("/spec/scaleTargetRef");
    Optional<KubeObject> found =
        rendered.find(target.path("kind").asText(), target.path("name").asText());
    if (found.isEmpty()) {
      findings.add(
          scaler.problem("/spec/scaleTargetRef", "there is no " + target.path("name").asText()));
      return;
    }
    KubeObject workload = found.get();
    expect(
        !workload.spec().has("replicas"),
        workload,
        "/spec/replicas",
        "the autoscaler says how many");
    expect(
        scaler.at(fewest).asInt(1) <= scaler.at(most).asInt(),
        scaler,
        fewest,
        "is more than " + most.substring(most.lastIndexOf('/') + 1));
    String drain =
        KubeObject.list(workload.pod().at("/containers/0/env")).stream()
            .filter(variable -> variable.path("name").asText().equals("FARM_WORKER_DRAIN"))
            .map(variable -> variable.path("value").asText())
            .findFirst()
            .orElse(farm.standard("farm.worker.drain"));
    expect(
        Farm.duration(drain)
                .compareTo(Farm.duration(farm.standard("farm.worker.whole-build-limit")))
            > 0,
        workload,
        "/spec/template/spec/containers/0/env",
        "FARM_WORKER_DRAIN is shorter than a job may take, so the autoscaler removes jobs in hand");
  }

  private void trigger(KubeObject scaled, String path) {
    JsonNode trigger = scaled.at(path);
    String type = trigger.path("type").asText();
    JsonNode given = trigger.path("metadata");
    List<Set<String>> known = PARAMETERS.getOrDefault(type, List.of());
    if (known.isEmpty()) {
      findings.add(scaled.problem(path + "/type", "no scaler that is used here: " + type));
      return;
    }
    known
        .getFirst()
        .forEach(name -> expect(given.has(name), scaled, path + "/metadata/" + name, "missing"));
    for (String name : KubeObject.labels(given).keySet()) {
      expect(
          known.stream().anyMatch(names -> names.contains(name)),
          scaled,
          path + "/metadata/" + name,
          "the scaler has no such parameter");
    }
    String target = given.path(type.equals("prometheus") ? "threshold" : "targetValue").asText();
    expect(
        target.matches("[0-9.]*[1-9][0-9.]*"), scaled, path + "/metadata", "no target: " + target);
    if (type.equals("prometheus")) {
      query(scaled, path, given.path("query").asText());
    } else {
      address(scaled, path, given);
      String reference = trigger.at("/authenticationRef/name").asText();
      expect(
          given.path("authMode").asText().equals("bearer")
              && rendered.find("TriggerAuthentication", reference).isPresent(),
          scaled,
          path + "/authenticationRef",
          "the gateway wants a token");
    }
  }

  private void query(KubeObject scaled, String path, String query) {
    expect(
        !farm.namedIn(query).isEmpty(),
        scaled,
        path + "/metadata/query",
        "names no metric of the farm");
    for (String name : farm.unknownIn(query)) {
      findings.add(scaled.problem(path + "/metadata/query", "there is no metric " + name));
    }
  }

  private void address(KubeObject scaled, String path, JsonNode given) {
    URI url = URI.create(given.path("url").asText());
    String[] host = String.valueOf(url.getHost()).split("\\.");
    Optional<KubeObject> service = rendered.find("Service", host[0]);
    String namespace = scaled.at("/metadata/namespace").asText();
    expect(
        service
                .filter(
                    it ->
                        KubeObject.list(it.at("/spec/ports")).stream()
                            .anyMatch(port -> port.path("port").asInt() == url.getPort()))
                .isPresent()
            && host.length > 1
            && host[1].equals(namespace),
        scaled,
        path + "/metadata/url",
        "no Service of this namespace is at " + url.getAuthority());
    expect(
        "/api/work".equals(url.getPath()),
        scaled,
        path + "/metadata/url",
        "the work is told at /api/work");
    expect(
        given.path("valueLocation").asText().equals("seconds"),
        scaled,
        path + "/metadata/valueLocation",
        "the answer has `seconds`");
  }

  private void authentication(KubeObject object) {
    int index = 0;
    for (JsonNode secret : object.at("/spec/secretTargetRef")) {
      String path = "/spec/secretTargetRef/" + index++;
      expect(
          farm.secrets()
              .getOrDefault(secret.path("name").asText(), List.of())
              .contains(secret.path("key").asText()),
          object,
          path,
          "nobody makes the key \"%s\" of the Secret \"%s\""
              .formatted(secret.path("key").asText(), secret.path("name").asText()));
      expect(
          secret.path("parameter").asText().equals("token"),
          object,
          path + "/parameter",
          "a bearer is named token");
    }
  }
}
