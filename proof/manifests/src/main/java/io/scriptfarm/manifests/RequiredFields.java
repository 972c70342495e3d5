package io.scriptfarm.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the API demands of the kinds that the farm uses. Its Java types do not say it.
final class RequiredFields {
  private static final String POD = "/spec/template/spec";
  private static final String CONTAINER = POD + "/containers/*";

  /// Paths of objects (`*` is any element), and the fields of each that have to be there.
  private static final Map<String, List<String>> OF_PODS =
      Map.ofEntries(
          Map.entry("", List.of("spec")),
          Map.entry("/spec", List.of("selector", "template")),
          Map.entry("/spec/template", List.of("metadata", "spec")),
          Map.entry(POD, List.of("containers")),
          Map.entry(CONTAINER, List.of("name", "image")),
          Map.entry(CONTAINER + "/ports/*", List.of("containerPort")),
          Map.entry(CONTAINER + "/env/*", List.of("name")),
          Map.entry(CONTAINER + "/env/*/valueFrom/secretKeyRef", List.of("name", "key")),
          Map.entry(CONTAINER + "/env/*/valueFrom/fieldRef", List.of("fieldPath")),
          Map.entry(CONTAINER + "/volumeMounts/*", List.of("name", "mountPath")),
          Map.entry(CONTAINER + "/startupProbe/httpGet", List.of("port")),
          Map.entry(CONTAINER + "/livenessProbe/httpGet", List.of("port")),
          Map.entry(CONTAINER + "/readinessProbe/httpGet", List.of("port")),
          Map.entry(POD + "/volumes/*", List.of("name")),
          Map.entry(
              POD + "/topologySpreadConstraints/*",
              List.of("maxSkew", "topologyKey", "whenUnsatisfiable")));

  private static final Map<String, Map<String, List<String>>> OF_KINDS =
      Map.ofEntries(
          Map.entry("Service", Map.of("/spec/ports/*", List.of("port", "protocol"))),
          Map.entry(
              "Ingress",
              Map.of(
                  "/spec/rules/*/http/paths/*", List.of("pathType", "backend"),
                  "/spec/rules/*/http/paths/*/backend/service", List.of("name", "port"))),
          Map.entry("NetworkPolicy", Map.of("/spec", List.of("podSelector"))),
          Map.entry(
              "HorizontalPodAutoscaler",
              Map.of(
                  "/spec", List.of("scaleTargetRef", "maxReplicas"),
                  "/spec/scaleTargetRef", List.of("kind", "name"),
                  "/spec/metrics/*", List.of("type"))),
          Map.entry(
              "ScaledObject",
              Map.of(
                  "/spec", List.of("scaleTargetRef", "triggers", "maxReplicaCount"),
                  "/spec/scaleTargetRef", List.of("kind", "name"),
                  "/spec/triggers/*", List.of("type", "metadata"),
                  "/spec/fallback", List.of("failureThreshold", "replicas"))),
          Map.entry(
              "TriggerAuthentication",
              Map.of("/spec/secretTargetRef/*", List.of("parameter", "name", "key"))),
          Map.entry("PodMonitor", Map.of("/spec", List.of("selector", "podMetricsEndpoints"))),
          Map.entry(
              "PrometheusRule",
              Map.of("/spec/groups/*", List.of("name"), "/spec/groups/*/rules/*", List.of("expr"))),
          Map.entry(
              "Kafka",
              Map.of(
                  "/spec", List.of("kafka"),
                  "/spec/kafka", List.of("listeners"),
                  "/spec/kafka/listeners/*", List.of("name", "port", "type", "tls"))),
          Map.entry("KafkaNodePool", Map.of("/spec", List.of("replicas", "storage", "roles"))),
          Map.entry(
              "KafkaUser",
              Map.of(
                  "/spec/authorization/acls/*", List.of("resource", "operations"),
                  "/spec/authorization/acls/*/resource", List.of("type"))));

  private RequiredFields() {}

  static List<Finding> check(KubeObject object) {
    List<Finding> findings = new ArrayList<>();
    look(object, object.tree(), List.of("metadata"), "", findings);
    look(object, object.at("/metadata"), List.of("name"), "/metadata", findings);
    Map<String, List<String>> table =
        object.isWorkload() ? OF_PODS : OF_KINDS.getOrDefault(object.kind(), Map.of());
    table.forEach(
        (path, fields) ->
            walk(
                object,
                object.tree(),
                path.isEmpty() ? path : path.substring(1),
                "",
                fields,
                findings));
    return findings;
  }

  private static void walk(
      KubeObject object,
      JsonNode node,
      String rest,
      String path,
      List<String> fields,
      List<Finding> findings) {
    if (rest.isEmpty()) {
      look(object, node, fields, path, findings);
      return;
    }
    String[] steps = rest.split("/", 2);
    String remaining = steps.length == 2 ? steps[1] : "";
    if (steps[0].equals("*")) {
      for (int i = 0; i < node.size(); i++) {
        walk(object, node.get(i), remaining, path + "/" + i, fields, findings);
      }
    } else if (node.has(steps[0])) {
      walk(object, node.get(steps[0]), remaining, path + "/" + steps[0], fields, findings);
    }
  }

  private static void look(
      KubeObject object, JsonNode node, List<String> fields, String path, List<Finding> findings) {
    for (String field : fields) {
      if (!node.has(field) || node.get(field).isNull()) {
        findings.add(object.problem(path + "/" + field, "missing"));
      }
    }
  }
}
