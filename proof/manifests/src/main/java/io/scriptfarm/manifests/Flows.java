package io.scriptfarm.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Which connections the network policies let pass, against those of a farm that runs: clients to
/// gateway and cache-service, services to broker and Redis, a replica to its primary, Prometheus to
/// all services, and everybody to DNS.
final class Flows {
  private static final int DNS = 53;
  private static final int REDIS = 6379;
  private static final String NAMESPACE = "kubernetes.io/metadata.name";

  /// Who connects or is connected to. Pods of the overlay have no `namespace`; an address range has
  /// neither it nor `labels`.
  private record Peer(
      String name,
      Optional<Map<String, String>> namespace,
      Map<String, String> labels,
      Optional<String> range,
      Set<Integer> ports) {
    boolean isInside() {
      return namespace.isEmpty() && range.isEmpty();
    }
  }

  private final Rendered rendered;
  private final List<KubeObject> policies;
  private final List<Peer> peers = new ArrayList<>();
  private final Map<String, KubeObject> workloads = new HashMap<>();

  private Flows(Rendered rendered) {
    this.rendered = rendered;
    this.policies = rendered.of("NetworkPolicy").toList();
    for (KubeObject workload : rendered.workloads()) {
      Set<Integer> ports = new HashSet<>();
      workload
          .pod()
          .path("containers")
          .forEach(c -> c.path("ports").forEach(p -> ports.add(p.path("containerPort").asInt())));
      workloads.put(workload.name(), workload);
      peers.add(
          new Peer(
              workload.name(), Optional.empty(), workload.podLabels(), Optional.empty(), ports));
    }
    rendered
        .of("Kafka")
        .forEach(
            kafka -> {
              Set<Integer> ports = new HashSet<>();
              kafka.at("/spec/kafka/listeners").forEach(l -> ports.add(l.path("port").asInt()));
              peers.add(
                  new Peer(
                      "brokers of " + kafka.name(),
                      Optional.empty(),
                      Map.of("strimzi.io/cluster", kafka.name(), "strimzi.io/kind", "Kafka"),
                      Optional.empty(),
                      ports));
            });
    outside("ingress controller", Map.of(NAMESPACE, "ingress-nginx"), Map.of());
    outside(
        "clients in the cluster",
        Map.of(NAMESPACE, "games", "scriptfarm.io/clients", "true"),
        Map.of());
    outside("prometheus", Map.of(NAMESPACE, "monitoring"), Map.of());
    outside("keda", Map.of(NAMESPACE, "keda"), Map.of());
    outside("dns", Map.of(NAMESPACE, "kube-system"), Map.of("k8s-app", "kube-dns"));
    outside("anybody", Map.of(NAMESPACE, "default"), Map.of());
    Set<String> ranges = new TreeSet<>(Set.of("203.0.113.1/32")); // which stands for all others
    policies.forEach(p -> p.tree().findValuesAsText("cidr").forEach(ranges::add));
    ranges.forEach(
        r -> peers.add(new Peer(r, Optional.empty(), Map.of(), Optional.of(r), Set.of())));
  }

  private void outside(String name, Map<String, String> namespace, Map<String, String> labels) {
    peers.add(
        new Peer(
            name,
            Optional.of(namespace),
            labels,
            Optional.empty(),
            name.equals("dns") ? Set.of(DNS) : Set.of()));
  }

  static List<Finding> check(Rendered rendered) {
    Flows flows = new Flows(rendered);
    List<Finding> findings = new ArrayList<>();
    for (Peer from : flows.peers) {
      for (Peer to : flows.peers) {
        if (from.equals(to) || (!from.isInside() && !to.isInside()) || isStrimzis(from)) {
          continue;
        }
        for (int port : flows.portsOf(to)) {
          boolean passes = flows.passes(from, to, port);
          if (passes != flows.isWanted(from, to, port)) {
            findings.add(
                new Finding(
                    "NetworkPolicy " + from.name() + " to " + to.name() + ":" + port,
                    passes ? "passes, and nothing needs it" : "does not pass"));
          }
        }
      }
    }
    findings.addAll(flows.backendsElsewhere());
    return findings;
  }

  /// What its operator lets its own pods do is not ours to say.
  private static boolean isStrimzis(Peer peer) {
    return peer.labels().containsKey("strimzi.io/cluster");
  }

  private Set<Integer> portsOf(Peer to) {
    if (to.range().isEmpty() && !to.ports().isEmpty()) {
      Set<Integer> ports = new TreeSet<>(to.ports());
      ports.add(22); // stands for all that nobody listens on
      return ports;
    }
    return new TreeSet<>(Set.of(22, 443, REDIS, kafkaPort()));
  }

  private int kafkaPort() {
    return rendered.services().stream()
        .flatMap(s -> KubeObject.list(s.pod().at("/containers/0/env")).stream())
        .filter(v -> v.path("name").asText().equals("FARM_KAFKA_BOOTSTRAP_SERVERS"))
        .map(v -> v.path("value").asText())
        .filter(v -> v.matches(".*:\\d+"))
        .map(v -> Integer.parseInt(v.substring(v.lastIndexOf(':') + 1)))
        .findFirst()
        .orElse(9092);
  }

  private boolean isWanted(Peer from, Peer to, int port) {
    boolean listens = to.ports().contains(port);
    boolean service = Farm.SERVICES.contains(from.name()) && from.isInside();
    if (to.name().equals("dns")) {
      return port == DNS && from.isInside();
    }
    if (to.range().isPresent()) {
      // An overlay without a broker names ranges: which ports of them, it knows.
      return service
          && hasNoBroker()
          && !to.name().startsWith("203.0.113.1")
          && passes(from, to, port)
          && (port == kafkaPort() || port == REDIS);
    }
    if (!to.isInside() || !listens) {
      return false;
    }
    return switch (from.name()) {
      case "ingress controller", "clients in the cluster" ->
          to.name().equals("gateway") || to.name().equals("cache-service");
      case "prometheus" ->
          rendered.of("PodMonitor").findAny().isPresent() && Farm.SERVICES.contains(to.name());
      case "keda" -> to.name().equals("gateway") && asksTheGateway();
      case "redis-replica" -> to.name().equals("redis");
      default ->
          service && (to.name().equals("redis") || to.name().equals("kafka") || isStrimzis(to));
    };
  }

  private boolean asksTheGateway() {
    return rendered
        .of("ScaledObject")
        .flatMap(scaled -> KubeObject.list(scaled.at("/spec/triggers")).stream())
        .anyMatch(trigger -> trigger.path("type").asText().equals("metrics-api"));
  }

  private boolean hasNoBroker() {
    return rendered.of("Kafka").findAny().isEmpty() && !workloads.containsKey("kafka");
  }

  /// Backends that are elsewhere can be reached, and not the whole world with them.
  private List<Finding> backendsElsewhere() {
    List<Finding> findings = new ArrayList<>();
    if (!hasNoBroker()) {
      return findings;
    }
    for (Peer service : peers) {
      if (service.isInside() && Farm.SERVICES.contains(service.name())) {
        for (int port : List.of(kafkaPort(), REDIS)) {
          if (peers.stream().noneMatch(p -> p.range().isPresent() && passes(service, p, port))) {
            findings.add(
                new Finding("NetworkPolicy " + service.name(), "reaches no address at " + port));
          }
        }
      }
    }
    return findings;
  }

  private boolean passes(Peer from, Peer to, int port) {
    return (!from.isInside() || allows("Egress", "egress", "to", from, to, port))
        && (!to.isInside()
            || ofListener(to, from)
            || allows("Ingress", "ingress", "from", to, from, port));
  }

  /// The operator makes policies of a listener's peers.
  private boolean ofListener(Peer to, Peer from) {
    return isStrimzis(to)
        && from.isInside()
        && rendered
            .of("Kafka")
            .flatMap(kafka -> KubeObject.list(kafka.at("/spec/kafka/listeners")).stream())
            .flatMap(listener -> KubeObject.list(listener.path("networkPolicyPeers")).stream())
            .anyMatch(peer -> Selector.matches(peer.path("podSelector"), from.labels()));
  }

  /// Whether the policies of a pod let a connection pass in one direction.
  private boolean allows(String type, String rules, String side, Peer pod, Peer other, int port) {
    boolean isolated = type.equals("Ingress") && isStrimzis(pod);
    for (KubeObject policy : policies) {
      boolean applies =
          Selector.matches(policy.at("/spec/podSelector"), pod.labels())
              && KubeObject.list(policy.at("/spec/policyTypes")).stream()
                  .anyMatch(t -> t.asText().equals(type));
      if (!applies) {
        continue;
      }
      isolated = true;
      for (JsonNode rule : policy.spec().path(rules)) {
        if (matchesPeer(rule.path(side), other)
            && matchesPort(rule.path("ports"), port, type.equals("Ingress") ? pod : other)) {
          return true;
        }
      }
    }
    return !isolated;
  }

  private boolean matchesPort(JsonNode ports, int port, Peer owner) {
    if (ports.isEmpty()) {
      return true;
    }
    for (JsonNode p : ports) {
      JsonNode wanted = p.path("port");
      Optional<Integer> number =
          wanted.isTextual() && workloads.containsKey(owner.name())
              ? AddressChecks.containerPort(workloads.get(owner.name()), wanted)
              : Optional.of(wanted.asInt());
      if (wanted.isMissingNode() || number.filter(n -> n == port).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static boolean matchesPeer(JsonNode list, Peer peer) {
    if (list.isEmpty()) {
      return true;
    }
    for (JsonNode one : list) {
      if (one.has("ipBlock")) {
        String range = one.at("/ipBlock/cidr").asText();
        if (peer.range().filter(r -> r.equals(range)).isPresent()
            || (range.endsWith("/0") && peer.range().isPresent())) {
          return true;
        }
        continue;
      }
      boolean namespace =
          one.has("namespaceSelector")
              ? peer.namespace()
                  .filter(labels -> Selector.matches(one.path("namespaceSelector"), labels))
                  .isPresent()
              : peer.isInside();
      if (namespace
          && peer.range().isEmpty()
          && Selector.matches(one.path("podSelector"), peer.labels())) {
        return true;
      }
    }
    return false;
  }
}
