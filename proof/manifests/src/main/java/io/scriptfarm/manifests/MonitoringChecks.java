package io.scriptfarm.manifests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Who looks at the farm: that he finds every service and is let in, that the metrics exist which
/// rules and dashboards name, and that each alert has a page.
final class MonitoringChecks {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Rendered rendered;
  private final Farm farm;
  private final List<Finding> findings = new ArrayList<>();

  private MonitoringChecks(Rendered rendered, Farm farm) {
    this.rendered = rendered;
    this.farm = farm;
  }

  static List<Finding> check(Rendered rendered, Farm farm) {
    MonitoringChecks checks = new MonitoringChecks(rendered, farm);
    rendered.of("PodMonitor").forEach(checks::monitor);
    rendered.of("PrometheusRule").forEach(checks::rules);
    rendered
        .of("ConfigMap")
        .filter(map -> map.at("/metadata/labels").has("grafana_dashboard"))
        .forEach(checks::dashboards);
    return checks.findings;
  }

  private void monitor(KubeObject monitor) {
    List<KubeObject> pods =
        rendered.workloads().stream()
            .filter(pod -> Selector.matches(monitor.at("/spec/selector"), pod.podLabels()))
            .toList();
    if (!pods.stream().map(KubeObject::name).toList().containsAll(Farm.SERVICES)) {
      findings.add(monitor.problem("/spec/selector", "does not select every service"));
    }
    int index = 0;
    for (JsonNode endpoint : monitor.at("/spec/podMetricsEndpoints")) {
      String path = "/spec/podMetricsEndpoints/" + index++;
      JsonNode port = endpoint.path("port");
      if (pods.stream().anyMatch(pod -> AddressChecks.containerPort(pod, port).isEmpty())) {
        findings.add(monitor.problem(path + "/port", "not every pod has it"));
      }
      if (!endpoint.path("path").asText().equals("/q/metrics")) {
        findings.add(monitor.problem(path + "/path", "metrics are at /q/metrics"));
      }
      JsonNode token = endpoint.at("/authorization/credentials");
      if (!farm.secrets()
          .getOrDefault(token.path("name").asText(), List.of())
          .contains(token.path("key").asText())) {
        findings.add(monitor.problem(path + "/authorization", "metrics need a token"));
      }
    }
  }

  private void rules(KubeObject rules) {
    for (int group = 0; group < rules.at("/spec/groups").size(); group++) {
      JsonNode list = rules.at("/spec/groups/" + group + "/rules");
      for (int rule = 0; rule < list.size(); rule++) {
        String path = "/spec/groups/" + group + "/rules/" + rule;
        measured(rules, path + "/expr", list.path(rule).path("expr").asText());
        page(rules, path + "/annotations/runbook", list.path(rule));
      }
    }
  }

  private void page(KubeObject rules, String path, JsonNode rule) {
    String alert = rule.path("alert").asText();
    String page = "docs/runbook.md#" + alert.toLowerCase(Locale.ROOT);
    if (!rule.at("/annotations/runbook").asText().equals(page)) {
      findings.add(rules.problem(path, "is to be " + page));
    }
    if (!farm.alertsOfRunbook().contains(alert)) {
      findings.add(rules.problem(path, "docs/runbook.md has no page " + alert));
    }
  }

  private void dashboards(KubeObject map) {
    map.at("/data")
        .properties()
        .forEach(
            file -> {
              String path = "/data/" + file.getKey();
              Optional<JsonNode> dashboard = parse(file.getValue().asText());
              if (dashboard.isEmpty()) {
                findings.add(map.problem(path, "is no JSON"));
                return;
              }
              for (JsonNode panel : dashboard.get().path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                  measured(map, path + " " + panel.path("title"), target.path("expr").asText());
                }
              }
            });
  }

  private static Optional<JsonNode> parse(String json) {
    try {
      return Optional.of(JSON.readTree(json));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private void measured(KubeObject object, String path, String query) {
    if (farm.namedIn(query).isEmpty()) {
      findings.add(object.problem(path, "names no metric of the farm"));
    }
    farm.unknownIn(query)
        .forEach(name -> findings.add(object.problem(path, "there is no metric " + name)));
  }
}
