package io.scriptfarm.manifests;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/// One rendered object.
record KubeObject(JsonNode tree) {
  String apiVersion() {
    return tree.path("apiVersion").asText();
  }

  String kind() {
    return tree.path("kind").asText();
  }

  String name() {
    return tree.path("metadata").path("name").asText();
  }

  JsonNode spec() {
    return tree.path("spec");
  }

  /// What is at a path such as `/spec/template`; a missing node where nothing is.
  JsonNode at(String path) {
    return tree.at(JsonPointer.compile(path));
  }

  /// A problem at a path in this object.
  Finding problem(String path, String what) {
    return new Finding(kind() + "/" + name() + " " + path, what);
  }

  /// Whether pods are made of it.
  boolean isWorkload() {
    return List.of("Deployment", "StatefulSet", "DaemonSet", "Job").contains(kind());
  }

  /// The labels of its pods, if it makes any.
  Map<String, String> podLabels() {
    return labels(at("/spec/template/metadata/labels"));
  }

  JsonNode pod() {
    return at("/spec/template/spec");
  }

  static Map<String, String> labels(JsonNode node) {
    Map<String, String> labels = new HashMap<>();
    node.properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }

  static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
