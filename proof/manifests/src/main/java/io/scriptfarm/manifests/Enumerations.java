package io.scriptfarm.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Fields whose values the API lists. To its Java types they are texts.
final class Enumerations {
  private static final Map<String, Set<String>> VALUES =
      Map.of(
          "imagePullPolicy", Set.of("Always", "IfNotPresent", "Never"),
          "protocol", Set.of("TCP", "UDP", "SCTP"),
          "pathType", Set.of("Exact", "Prefix", "ImplementationSpecific"),
          "whenUnsatisfiable", Set.of("DoNotSchedule", "ScheduleAnyway"),
          "policyTypes", Set.of("Ingress", "Egress"),
          "operator", Set.of("In", "NotIn", "Exists", "DoesNotExist"),
          "metricType", Set.of("AverageValue", "Value", "Utilization"),
          "accessModes",
              Set.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"),
          "roles", Set.of("controller", "broker"));

  private Enumerations() {}

  static List<Finding> check(KubeObject object) {
    List<Finding> findings = new ArrayList<>();
    walk(object, object.spec(), "/spec", findings);
    return findings;
  }

  private static void walk(KubeObject object, JsonNode node, String path, List<Finding> findings) {
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      walk(object, node.get(i), path + "/" + i, findings);
    }
    node.properties()
        .forEach(
            field -> {
              Set<String> known = VALUES.getOrDefault(field.getKey(), Set.of());
              JsonNode value = field.getValue();
              for (JsonNode one : value.isArray() ? KubeObject.list(value) : List.of(value)) {
                if (one.isTextual() && !known.isEmpty() && !known.contains(one.asText())) {
                  findings.add(
                      object.problem(
                          path + "/" + field.getKey(), "no such value: " + one.asText()));
                }
              }
              walk(object, value, path + "/" + field.getKey(), findings);
            });
  }
}
