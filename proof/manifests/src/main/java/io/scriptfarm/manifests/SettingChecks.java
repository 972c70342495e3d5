package io.scriptfarm.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/// What the pods of one service are told, against what the service reads, listens on and takes.
final class SettingChecks {
  private static final String CONTAINER = "/spec/template/spec/containers/0";

  /// How long a service waits for the broker when it starts ({@code Backends}).
  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(60);

  /// Read by the JVM, and by Quarkus.
  private static final Set<String> OTHERS =
      Set.of("JAVA_TOOL_OPTIONS", "SMALLRYE_CONFIG_LOCATIONS");

  private static final String LOCATIONS = "SMALLRYE_CONFIG_LOCATIONS";
  private static final BigDecimal MIB = BigDecimal.valueOf(1L << 20);

  private final Rendered rendered;
  private final Farm farm;
  private final KubeObject service;
  private final JsonNode container;
  private final Map<String, JsonNode> environment = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  private SettingChecks(Rendered rendered, Farm farm, KubeObject service) {
    this.rendered = rendered;
    this.farm = farm;
    this.service = service;
    this.container = service.pod().path("containers").path(0);
  }

  static List<Finding> check(Rendered rendered, Farm farm) {
    List<Finding> findings = new ArrayList<>();
    for (KubeObject service : rendered.services()) {
      SettingChecks checks = new SettingChecks(rendered, farm, service);
      checks.variables();
      checks.places();
      checks.addresses();
      checks.probes();
      checks.end();
      checks.amounts();
      findings.addAll(checks.findings);
    }
    return findings;
  }

  private String value(String variable) {
    return Optional.ofNullable(environment.get(variable))
        .map(v -> v.path("value").asText())
        .orElse("");
  }

  private void variables() {
    Properties file = file();
    String values = String.join(" ", file.values().stream().map(String::valueOf).toList());
    int index = 0;
    for (JsonNode variable : container.path("env")) {
      String name = variable.path("name").asText();
      String path = "/env/" + index++;
      expect(environment.put(name, variable) == null, path, name + " is given twice");
      expect(
          OTHERS.contains(name)
              || farm.settingOf(service.name(), name).isPresent()
              || values.contains("${" + name + "}"),
          path,
          "the " + service.name() + " reads no " + name);
    }
    for (String property : file.stringPropertyNames()) {
      expect(
          farm.isSetting(service.name(), property),
          "/env",
          "the " + service.name() + " reads no " + property + " (in " + value(LOCATIONS) + ")");
    }
    List<String> needed =
        new ArrayList<>(
            List.of("FARM_KAFKA_BOOTSTRAP_SERVERS", "FARM_REDIS_URI", "FARM_ACCESS_FILE"));
    if (service.name().equals("gateway")) {
      needed.addAll(List.of("FARM_GATEWAY_CACHE_URL", "FARM_GATEWAY_KEYS"));
    }
    for (String name : needed) {
      expect(environment.containsKey(name), "/env", name + " is missing");
    }
  }

  /// The file of properties that the service is told of; empty if there is none.
  private Properties file() {
    Properties properties = new Properties();
    for (JsonNode variable : container.path("env")) {
      if (variable.path("name").asText().equals(LOCATIONS)) {
        environment.put(LOCATIONS, variable);
      }
    }
    String location = value(LOCATIONS);
    environment.clear();
    if (location.isEmpty()) {
      return properties;
    }
    Optional<String> text =
        mountOf(location)
            .flatMap(mount -> volume(mount.path("name").asText()))
            .flatMap(volume -> rendered.find("ConfigMap", volume.at("/configMap/name").asText()))
            .map(
                map ->
                    map.tree().path("data").path(location.substring(location.lastIndexOf('/') + 1)))
            .filter(JsonNode::isTextual)
            .map(JsonNode::asText);
    expect(text.isPresent(), "/env", "there is no file " + location);
    try {
      properties.load(new StringReader(text.orElse("")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Set<String> paths = new HashSet<>();
    properties.values().stream()
        .map(String::valueOf)
        .filter(v -> v.startsWith("/"))
        .forEach(paths::add);
    for (String path : paths) {
      expect(
          mountOf(path).isPresent(),
          "/volumeMounts",
          "nothing is mounted at " + path + ", which " + location + " names");
    }
    return properties;
  }

  private Optional<JsonNode> mountOf(String path) {
    return KubeObject.list(container.path("volumeMounts")).stream()
        .filter(
            mount ->
                path.equals(mount.path("mountPath").asText())
                    || path.startsWith(mount.path("mountPath").asText() + "/"))
        .findFirst();
  }

  private Optional<JsonNode> volume(String name) {
    return KubeObject.list(service.pod().path("volumes")).stream()
        .filter(volume -> volume.path("name").asText().equals(name))
        .findFirst();
  }

  /// Files and folders that settings name are mounted; what is written, for writing.
  private void places() {
    for (Map.Entry<String, JsonNode> variable : environment.entrySet()) {
      String path = variable.getValue().path("value").asText();
      if (path.startsWith("/")) {
        expect(
            mountOf(path).isPresent(),
            "/volumeMounts",
            "nothing is mounted at " + path + ", which " + variable.getKey() + " names");
      }
    }
    List<String> written = new ArrayList<>(List.of("/tmp"));
    if (!value("FARM_WORKER_SNAPSHOTS").isEmpty()) {
      written.add(value("FARM_WORKER_SNAPSHOTS"));
    }
    for (String path : written) {
      boolean writable =
          mountOf(path)
              .filter(mount -> !mount.path("readOnly").asBoolean())
              .flatMap(mount -> volume(mount.path("name").asText()))
              .filter(volume -> volume.has("emptyDir") || volume.has("persistentVolumeClaim"))
              .isPresent();
      expect(writable, "/volumeMounts", "the " + service.name() + " cannot write to " + path);
    }
  }

  /// The broker is there, and clients are told an address that leads to the cache-service.
  private void addresses() {
    String[] broker = value("FARM_KAFKA_BOOTSTRAP_SERVERS").split(",")[0].split(":");
    boolean inside =
        rendered.find("Service", broker[0]).stream()
                .flatMap(s -> KubeObject.list(s.at("/spec/ports")).stream())
                .anyMatch(
                    port -> broker.length == 2 && port.path("port").asText().equals(broker[1]))
            || rendered
                .of("Kafka")
                .filter(kafka -> broker[0].equals(kafka.name() + "-kafka-bootstrap"))
                .flatMap(kafka -> KubeObject.list(kafka.at("/spec/kafka/listeners")).stream())
                .anyMatch(
                    listener ->
                        broker.length == 2 && listener.path("port").asText().equals(broker[1]));
    expect(
        inside || broker[0].contains("."), "/env", "no broker is at " + String.join(":", broker));
    if (service.name().equals("gateway") && environment.containsKey("FARM_GATEWAY_CACHE_URL")) {
      URI url = URI.create(value("FARM_GATEWAY_CACHE_URL"));
      Set<String> hosts = new HashSet<>();
      rendered
          .of("Ingress")
          .forEach(i -> i.at("/spec/rules").forEach(r -> hosts.add(r.path("host").asText())));
      rendered
          .of("HTTPRoute")
          .forEach(r -> r.at("/spec/hostnames").forEach(h -> hosts.add(h.asText())));
      boolean leads =
          hosts.isEmpty()
              ? "localhost".equals(url.getHost())
              : hosts.contains(url.getHost()) && "https".equals(url.getScheme());
      expect(leads, "/env", "clients do not reach the cache-service at " + url);
    }
  }

  private void probes() {
    int port = farm.port(service.name());
    Set<Integer> ports = new HashSet<>();
    container.path("ports").forEach(p -> ports.add(p.path("containerPort").asInt()));
    expect(ports.equals(Set.of(port)), "/ports", "the " + service.name() + " listens on " + port);
    Map<String, String> probes =
        Map.of(
            "startupProbe",
            "/q/health/started",
            "livenessProbe",
            "/q/health/live",
            "readinessProbe",
            "/q/health/ready");
    probes.forEach(
        (name, path) -> {
          JsonNode probe = container.path(name);
          expect(
              probe.at("/httpGet/path").asText().equals(path) && farm.probes().contains(path),
              "/" + name + "/httpGet/path",
              "is to be " + path);
          expect(
              AddressChecks.containerPort(service, probe.at("/httpGet/port")).isPresent(),
              "/" + name + "/httpGet/port",
              "the container has no such port");
        });
    JsonNode startup = container.path("startupProbe");
    long given =
        (long) startup.path("periodSeconds").asInt(10) * startup.path("failureThreshold").asInt(3);
    expect(
        given > BROKER_PATIENCE.toSeconds(),
        "/startupProbe",
        "gives " + given + " s; a service waits 60 s for the broker");
    long patience = Farm.duration(farm.standard("farm.redis.command-timeout")).toSeconds();
    expect(
        container.at("/readinessProbe/timeoutSeconds").asInt(1) > patience,
        "/readinessProbe/timeoutSeconds",
        "Redis may take " + patience + " s to answer");
  }

  /// Who is told to stop gets the time that it takes.
  private void end() {
    String said = value("QUARKUS_SHUTDOWN_DELAY");
    Duration delay = said.isEmpty() ? Duration.ZERO : Farm.duration(said);
    boolean isServed = rendered.find("Service", service.name()).isPresent();
    expect(
        !isServed || delay.isPositive(),
        "/env",
        "no QUARKUS_SHUTDOWN_DELAY, and nodes go on sending connections for some seconds");
    Duration needed = delay.plus(farm.shutdown(service.name()));
    if (service.name().equals("compile-worker")) {
      String drain = value("FARM_WORKER_DRAIN");
      needed =
          needed.plus(Farm.duration(drain.isEmpty() ? farm.standard("farm.worker.drain") : drain));
    }
    long given = service.pod().path("terminationGracePeriodSeconds").asLong(30);
    if (given < needed.plusSeconds(5).toSeconds()) {
      findings.add(
          service.problem(
              "/spec/template/spec/terminationGracePeriodSeconds",
              given + " s; stopping takes " + needed.toSeconds() + " s, and closing"));
    }
  }

  private void amounts() {
    if (service.name().equals("gateway") && service.at("/spec/replicas").asInt(1) > 1) {
      for (JsonNode volume : service.pod().path("volumes")) {
        if (volume.has("persistentVolumeClaim")) {
          findings.add(
              service.problem(
                  "/spec/template/spec/volumes",
                  "gateways of one farm share their keys, and only one pod has such a volume"));
        }
      }
    }
    if (service.name().equals("compile-worker")) {
      BigDecimal slots = Quantity.of(value("FARM_WORKER_SLOTS"));
      BigDecimal heap = Quantity.of(value("FARM_WORKER_HEAP_LIMIT")).multiply(MIB);
      expect(
          slots.signum() > 0 && heap.signum() > 0,
          "/env",
          "slots and heap limit are to be given: a pod's limits are not the machine's");
      BigDecimal most =
          slots.add(BigDecimal.ONE).multiply(heap).add(BigDecimal.valueOf(1024).multiply(MIB));
      expect(
          Quantity.of(container.at("/resources/limits/memory").asText()).compareTo(most) >= 0,
          "/resources/limits/memory",
          "is less than (slots + 1) times the heap limit, and 1 GiB");
      BigDecimal cores = Quantity.of(container.at("/resources/limits/cpu").asText());
      expect(
          cores.signum() == 0 || cores.compareTo(slots) >= 0,
          "/resources/limits/cpu",
          "is less than a core for each slot");
    }
  }

  private void expect(boolean holds, String path, String otherwise) {
    if (!holds) {
      findings.add(service.problem(CONTAINER + path, otherwise));
    }
  }
}
