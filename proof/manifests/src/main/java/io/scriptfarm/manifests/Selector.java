package io.scriptfarm.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/// What a label selector selects: `matchLabels` and `matchExpressions`, all of which have to hold.
final class Selector {
  private Selector() {}

  /// Whether a selector selects something with these labels. An empty one selects everything.
  static boolean matches(JsonNode selector, Map<String, String> labels) {
    for (Map.Entry<String, String> label :
        KubeObject.labels(selector.path("matchLabels")).entrySet()) {
      if (!label.getValue().equals(labels.get(label.getKey()))) {
        return false;
      }
    }
    for (JsonNode expression : selector.path("matchExpressions")) {
      if (!holds(expression, labels)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(JsonNode expression, Map<String, String> labels) {
    String key = expression.path("key").asText();
    List<String> values =
        KubeObject.list(expression.path("values")).stream().map(JsonNode::asText).toList();
    String value = labels.get(key);
    return switch (expression.path("operator").asText()) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }
}
