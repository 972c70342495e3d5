package io.scriptfarm.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What refers to pods and Services by name: Services, routes, budgets.
final class AddressChecks {
  private final Rendered rendered;
  private final Farm farm;
  private final List<Finding> findings = new ArrayList<>();

  private AddressChecks(Rendered rendered, Farm farm) {
    this.rendered = rendered;
    this.farm = farm;
  }

  static List<Finding> check(Rendered rendered, Farm farm) {
    AddressChecks checks = new AddressChecks(rendered, farm);
    rendered.of("Service").forEach(checks::service);
    rendered.of("Ingress").forEach(checks::ingress);
    rendered.of("HTTPRoute").forEach(checks::route);
    rendered.of("PodDisruptionBudget").forEach(checks::budget);
    for (KubeObject service : rendered.services()) {
      checks.isBudgeted(service);
    }
    return checks.findings;
  }

  private List<KubeObject> selected(JsonNode selector) {
    return rendered.workloads().stream()
        .filter(workload -> Selector.matches(selector, workload.podLabels()))
        .toList();
  }

  private void service(KubeObject service) {
    List<KubeObject> pods =
        rendered.workloads().stream()
            .filter(
                workload ->
                    !service.at("/spec/selector").isEmpty()
                        && workload
                            .podLabels()
                            .entrySet()
                            .containsAll(
                                KubeObject.labels(service.at("/spec/selector")).entrySet()))
            .toList();
    if (pods.size() != 1) {
      findings.add(
          service.problem("/spec/selector", "selects the pods of " + pods.size() + " workloads"));
      return;
    }
    int index = 0;
    for (JsonNode port : service.at("/spec/ports")) {
      JsonNode target = port.has("targetPort") ? port.path("targetPort") : port.path("port");
      if (containerPort(pods.getFirst(), target).isEmpty()) {
        findings.add(
            service.problem(
                "/spec/ports/" + index, "no container has the port " + target.asText()));
      }
      index++;
    }
  }

  /// The number of a port that a pod of `workload` has, by its name or number.
  static Optional<Integer> containerPort(KubeObject workload, JsonNode port) {
    return KubeObject.list(workload.pod().path("containers")).stream()
        .flatMap(container -> KubeObject.list(container.path("ports")).stream())
        .filter(
            p ->
                port.isInt()
                    ? p.path("containerPort").asInt() == port.asInt()
                    : p.path("name").asText().equals(port.asText()))
        .map(p -> p.path("containerPort").asInt())
        .findFirst();
  }

  private void ingress(KubeObject ingress) {
    Set<String> secured = new HashSet<>();
    ingress.at("/spec/tls").forEach(tls -> tls.path("hosts").forEach(h -> secured.add(h.asText())));
    int rule = 0;
    for (JsonNode host : ingress.at("/spec/rules")) {
      if (!secured.contains(host.path("host").asText())) {
        findings.add(ingress.problem("/spec/rules/" + rule + "/host", "has no TLS"));
      }
      int path = 0;
      for (JsonNode p : host.at("/http/paths")) {
        JsonNode port = p.at("/backend/service/port");
        backend(
            ingress,
            "/spec/rules/%d/http/paths/%d/backend".formatted(rule, path++),
            p.at("/backend/service/name").asText(),
            port.has("name") ? port.path("name") : port.path("number"));
      }
      rule++;
    }
    int index = 0;
    for (JsonNode tls : ingress.at("/spec/tls")) {
      if (!farm.secrets().containsKey(tls.path("secretName").asText())) {
        findings.add(
            ingress.problem(
                "/spec/tls/" + index,
                "nobody makes the Secret " + tls.path("secretName").asText()));
      }
      index++;
    }
    // A stream may be silent as long as the gateway lets it be.
    String timeout =
        ingress
            .at("/metadata/annotations")
            .path("nginx.ingress.kubernetes.io/proxy-read-timeout")
            .asText("60");
    if (Integer.parseInt(timeout)
        < Farm.duration(farm.standard("quarkus.http.idle-timeout").split(", ")[0]).toSeconds()) {
      findings.add(
          ingress.problem(
              "/metadata/annotations",
              "the controller waits " + timeout + " s, less than the gateway"));
    }
    if (!"off"
        .equals(
            ingress
                .at("/metadata/annotations")
                .path("nginx.ingress.kubernetes.io/proxy-buffering")
                .asText())) {
      findings.add(ingress.problem("/metadata/annotations", "events are buffered"));
    }
  }

  private void route(KubeObject route) {
    int rule = 0;
    for (JsonNode r : route.at("/spec/rules")) {
      int index = 0;
      for (JsonNode b : r.path("backendRefs")) {
        backend(
            route,
            "/spec/rules/%d/backendRefs/%d".formatted(rule, index++),
            b.path("name").asText(),
            b.path("port"));
      }
      if (!r.at("/timeouts/request").asText().equals("0s")) {
        findings.add(route.problem("/spec/rules/" + rule + "/timeouts", "ends streams of events"));
      }
      rule++;
    }
  }

  private void backend(KubeObject from, String path, String name, JsonNode port) {
    Optional<KubeObject> service = rendered.find("Service", name);
    boolean there =
        service.isPresent()
            && KubeObject.list(service.get().at("/spec/ports")).stream()
                .anyMatch(
                    p ->
                        port.isInt()
                            ? p.path("port").asInt() == port.asInt()
                            : p.path("name").asText().equals(port.asText()));
    if (!there) {
      findings.add(from.problem(path, "no Service " + name + " has the port " + port.asText()));
    }
  }

  private void budget(KubeObject budget) {
    if (selected(budget.at("/spec/selector")).size() != 1) {
      findings.add(budget.problem("/spec/selector", "does not select the pods of one workload"));
    }
    if (budget.spec().has("minAvailable") == budget.spec().has("maxUnavailable")) {
      findings.add(budget.problem("/spec", "one of minAvailable and maxUnavailable"));
    }
  }

  private void isBudgeted(KubeObject service) {
    List<KubeObject> budgets =
        rendered
            .of("PodDisruptionBudget")
            .filter(b -> Selector.matches(b.at("/spec/selector"), service.podLabels()))
            .toList();
    if (budgets.size() != 1) {
      findings.add(service.problem("/spec", "has " + budgets.size() + " disruption budgets"));
    } else if (budgets.getFirst().at("/spec/minAvailable").asInt()
            >= service.at("/spec/replicas").asInt(1)
        && budgets.getFirst().spec().has("minAvailable")) {
      findings.add(
          budgets.getFirst().problem("/spec/minAvailable", "lets no node be drained, ever"));
    }
  }
}
