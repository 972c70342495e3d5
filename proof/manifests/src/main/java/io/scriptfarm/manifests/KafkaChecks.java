package io.scriptfarm.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import io.strimzi.api.kafka.model.user.acl.AclOperation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A broker of Strimzi's against what the farm asks of one.
final class KafkaChecks {
  private static final String PREFIX = "scriptfarm.";

  private KafkaChecks() {}

  static List<Finding> check(Rendered rendered, Farm farm) {
    List<Finding> findings = new ArrayList<>();
    rendered
        .of("Kafka")
        .forEach(
            kafka -> {
              int nodes =
                  rendered.of("KafkaNodePool").mapToInt(p -> p.at("/spec/replicas").asInt()).sum();
              kafka
                  .at("/spec/kafka/config")
                  .properties()
                  .forEach(
                      setting -> {
                        if (setting.getKey().endsWith("replication.factor")
                            && setting.getValue().asInt() > nodes) {
                          findings.add(
                              kafka.problem(
                                  "/spec/kafka/config/" + setting.getKey(),
                                  "more replicas than nodes"));
                        }
                      });
              findings.addAll(topics(kafka, rendered, farm, nodes));
              for (String service : Farm.SERVICES) {
                if (rendered.find("KafkaUser", service).isEmpty()) {
                  findings.add(kafka.problem("/", "there is no KafkaUser " + service));
                }
              }
            });
    rendered.of("KafkaUser").forEach(user -> findings.addAll(operations(user)));
    rendered.objects().stream()
        .filter(o -> o.kind().startsWith("Kafka") && !o.kind().equals("Kafka"))
        .filter(
            o ->
                rendered
                    .find("Kafka", o.at("/metadata/labels/strimzi.io~1cluster").asText())
                    .isEmpty())
        .forEach(o -> findings.add(o.problem("/metadata/labels", "belongs to no Kafka here")));
    return findings;
  }

  /// Strimzi's types take any text for one, and forget it.
  private static List<Finding> operations(KubeObject user) {
    List<Finding> findings = new ArrayList<>();
    for (JsonNode acl : user.at("/spec/authorization/acls")) {
      for (JsonNode operation : acl.path("operations")) {
        if (AclOperation.forValue(operation.asText()) == null) {
          findings.add(
              user.problem("/spec/authorization/acls", "no operation " + operation.asText()));
        }
      }
    }
    return findings;
  }

  private static List<Finding> topics(KubeObject kafka, Rendered rendered, Farm farm, int nodes) {
    List<Finding> findings = new ArrayList<>();
    Map<String, Integer> wanted = new HashMap<>();
    farm.topics().forEach((name, partitions) -> wanted.put(PREFIX + name, partitions));
    rendered
        .of("KafkaTopic")
        .forEach(
            topic -> {
              Integer partitions = wanted.remove(topic.name());
              if (partitions == null) {
                findings.add(topic.problem("/metadata/name", "is no topic of the farm"));
              } else if (partitions != topic.at("/spec/partitions").asInt()) {
                findings.add(topic.problem("/spec/partitions", "the farm has " + partitions));
              }
              if (topic.at("/spec/replicas").asInt() > nodes) {
                findings.add(topic.problem("/spec/replicas", "more replicas than nodes"));
              }
            });
    wanted
        .keySet()
        .forEach(name -> findings.add(kafka.problem("/", "there is no KafkaTopic " + name)));
    return findings;
  }
}
