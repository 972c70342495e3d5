package io.scriptfarm.manifests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// The manifests as they are, and spoiled. Needs kustomize 5 on the PATH, and no cluster.
@DisplayName("R41: the manifests")
class ManifestsTest {
  private static final String POD = "/spec/template/spec";
  private static final String BOX = POD + "/containers/0";
  private static final String GATEWAY = "Deployment/gateway";
  private static final String CACHE = "Deployment/cache-service";
  private static final String WORKER = "Deployment/compile-worker";

  private static final Path ROOT = root();
  private static final Farm FARM = new Farm(ROOT);
  private static final Map<String, Rendered> OVERLAYS = new HashMap<>();

  @BeforeAll
  static void render() throws IOException {
    Optional<Kustomize> kustomize = Kustomize.find();
    if (kustomize.isEmpty()) {
      System.out.println("MANIFESTS NOT CHECKED: no kubectl or kustomize (version 5) on the PATH");
    }
    Assumptions.assumeTrue(kustomize.isPresent());
    for (Path overlay : Kustomize.overlays(ROOT.resolve("deploy/k8s"))) {
      OVERLAYS.put(overlay.getFileName().toString(), kustomize.get().render(overlay));
    }
  }

  @Test
  @DisplayName("have nothing wrong, in any overlay")
  void areRight() {
    Map<String, List<Finding>> findings = new HashMap<>();
    OVERLAYS.forEach((name, rendered) -> findings.put(name, ManifestChecks.check(rendered, FARM)));
    assertEquals(
        Map.of(
            "dev",
            List.of(),
            "prod",
            List.of(),
            "prod-gateway-api",
            List.of(),
            "external",
            List.of()),
        findings);
  }

  @ParameterizedTest
  @MethodSource("mutations")
  @DisplayName("show what was spoiled")
  void spoiledOnesAreNoticed(Mutation mutation) {
    Rendered spoiled = mutation.in(Objects.requireNonNull(OVERLAYS.get(mutation.overlay())));
    List<Finding> findings = ManifestChecks.check(spoiled, FARM);
    assertTrue(
        findings.stream().anyMatch(f -> f.toString().contains(mutation.said())),
        () -> "not \"" + mutation.said() + "\" but " + findings);
  }

  private static Mutation m(String overlay, String object, String path, String value, String said) {
    return new Mutation(overlay, object, path, value, said);
  }

  static Stream<Mutation> mutations() {
    return Stream.of(
            types(), references(), settings(), ends(), rights(), flows(), scaling(), kafka())
        .flatMap(List::stream);
  }

  /// What the API would refuse, or drop without a word.
  private static List<Mutation> types() {
    return List.of(
        m("prod", GATEWAY, "/spec/replica", "1", "/spec/replica: unknown field"),
        m("prod", GATEWAY, "/spec/replicas", "\"1\"", "wrong type"),
        m("prod", GATEWAY, BOX + "/env/name=FARM_ACCESS_FILE/value", "5", "wrong type"),
        m("prod", GATEWAY, BOX + "/readOnlyRootFilesystem", "true", "unknown field"),
        m("prod", GATEWAY, "/apiVersion", "\"apps/v1beta1\"", "no known type"),
        m("prod", GATEWAY, "/spec/selector", "-", "/spec/selector: missing"),
        m("prod", GATEWAY, BOX + "/volumeMounts/0/mountPath", "-", "mountPath: missing"),
        m("prod", GATEWAY, BOX + "/startupProbe/httpGet/port", "-", "port: missing"),
        m(
            "prod",
            "Ingress/gateway",
            "/spec/rules/0/http/paths/0/pathType",
            "-",
            "pathType: missing"),
        m("prod", "Service/gateway", "/spec/ports/0/targetport", "8080", "unknown field"),
        m("prod", "PodDisruptionBudget/gateway", "/spec/maxUnavailable", "[1]", "wrong type"),
        m("prod", "HorizontalPodAutoscaler/compile-worker", "/spec/maxReplicas", "-", "missing"),
        m("prod", "NetworkPolicy/gateway", "/spec/ingress/0/form", "[]", "unknown field"),
        m("prod", "Kafka/kafka", "/spec/kafka/listeners/0/tsl", "true", "unknown field"),
        m("prod", "KafkaTopic/scriptfarm.results", "/spec/partitions", "\"four\"", "wrong type"),
        m(
            "prod",
            "KafkaUser/gateway",
            "/spec/authorization/acls/0/operations/0",
            "\"Creat\"",
            "no operation Creat"),
        m(
            "prod",
            "PodMonitor/scriptfarm",
            "/spec/podMetricsEndpoints/0/pathh",
            "\"/\"",
            "unknown field"),
        m("prod-gateway-api", "HTTPRoute/gateway", "/spec/hostname", "\"x\"", "unknown field"));
  }

  private static List<Mutation> references() {
    return List.of(
        m(
            "prod",
            GATEWAY,
            "/spec/selector/matchLabels/app.kubernetes.io~1name",
            "\"gate\"",
            "does not select"),
        m(
            "prod",
            "Service/gateway",
            "/spec/selector/app.kubernetes.io~1name",
            "\"gate\"",
            "selects the pods of 0"),
        m(
            "prod",
            "Service/gateway",
            "/spec/ports/0/targetPort",
            "\"web\"",
            "no container has the port web"),
        m(
            "prod",
            "Ingress/gateway",
            "/spec/rules/0/http/paths/0/backend/service/name",
            "\"gateways\"",
            "no Service gateways"),
        m(
            "prod",
            "Ingress/gateway",
            "/spec/rules/0/http/paths/0/backend/service/port/name",
            "\"web\"",
            "has the port web"),
        m("prod", "Ingress/gateway", "/spec/tls", "-", "has no TLS"),
        m(
            "prod",
            "Ingress/gateway",
            "/metadata/annotations/nginx.ingress.kubernetes.io~1proxy-read-timeout",
            "\"60\"",
            "less than the gateway"),
        m(
            "prod",
            "Ingress/gateway",
            "/metadata/annotations/nginx.ingress.kubernetes.io~1proxy-buffering",
            "-",
            "events are buffered"),
        m(
            "prod-gateway-api",
            "HTTPRoute/gateway",
            "/spec/rules/0/backendRefs/0/port",
            "80",
            "no Service gateway has the port 80"),
        m("prod-gateway-api", "HTTPRoute/gateway", "/spec/rules/0/timeouts", "-", "ends streams"),
        m("prod", "PodDisruptionBudget/cache-service", "", "-", "has 0 disruption budgets"),
        m(
            "prod",
            "PodDisruptionBudget/cache-service",
            "/spec/selector/matchLabels/app.kubernetes.io~1name",
            "\"cache\"",
            "does not select the pods of one"),
        m(
            "prod",
            "PodDisruptionBudget/gateway",
            "/spec",
            "{\"minAvailable\":1,\"selector\":{\"matchLabels\":{\"app.kubernetes.io/name\":\"gateway\"}}}",
            "lets no node be drained"),
        m("prod", "ServiceAccount/gateway", "", "-", "there is no ServiceAccount"),
        m(
            "prod",
            GATEWAY,
            POD + "/volumes/name=access/secret/secretName",
            "\"scriptfarm-acess\"",
            "nobody makes the Secret"),
        m(
            "prod",
            GATEWAY,
            BOX + "/env/name=FARM_REDIS_URI/valueFrom/secretKeyRef/key",
            "\"url\"",
            "nobody makes the key"),
        m(
            "prod",
            GATEWAY,
            POD + "/volumes/name=kafka-settings/configMap/name",
            "\"kafka\"",
            "there is no ConfigMap"),
        m(
            "dev",
            GATEWAY,
            POD + "/volumes/name=keys/persistentVolumeClaim/claimName",
            "\"keys\"",
            "there is no claim"),
        m("prod", GATEWAY, BOX + "/volumeMounts/0/name", "\"temp\"", "there is no volume"),
        m(
            "prod",
            "PodMonitor/scriptfarm",
            "/spec/selector/matchExpressions/0/values/2",
            "\"worker\"",
            "does not select every service"),
        m(
            "prod",
            "PodMonitor/scriptfarm",
            "/spec/podMetricsEndpoints/0/path",
            "\"/metrics\"",
            "metrics are at"),
        m(
            "prod",
            "PodMonitor/scriptfarm",
            "/spec/podMetricsEndpoints/0/port",
            "\"web\"",
            "not every pod has it"),
        m(
            "prod",
            "PrometheusRule/scriptfarm",
            "/spec/groups/0/rules/0/expr",
            "\"farm_worker_poison_total > 0\"",
            "no metric farm_worker_poison_total"));
  }

  private static List<Mutation> settings() {
    return List.of(
        m(
            "prod",
            WORKER,
            BOX + "/env/name=FARM_WORKER_SLOTS/name",
            "\"FARM_WORKER_SLOT\"",
            "reads no FARM_WORKER_SLOT"),
        m(
            "prod",
            CACHE,
            BOX + "/env/+",
            "{\"name\":\"FARM_WORKER_SLOTS\",\"value\":\"2\"}",
            "the cache-service reads no FARM_WORKER_SLOTS"),
        m(
            "prod",
            GATEWAY,
            BOX + "/env/+",
            "{\"name\":\"FARM_ACCESS_FILE\",\"value\":\"/tmp/a\"}",
            "given twice"),
        m(
            "prod",
            GATEWAY,
            BOX + "/env/name=FARM_GATEWAY_CACHE_URL",
            "-",
            "FARM_GATEWAY_CACHE_URL is missing"),
        m(
            "prod",
            GATEWAY,
            BOX + "/env/name=FARM_GATEWAY_CACHE_URL/value",
            "\"http://cache-service:8090\"",
            "do not reach the cache-service"),
        m(
            "prod",
            GATEWAY,
            BOX + "/env/name=FARM_KAFKA_BOOTSTRAP_SERVERS/value",
            "\"kafka-kafka-bootstrap:9092\"",
            "no broker is at"),
        m(
            "dev",
            WORKER,
            BOX + "/env/name=FARM_KAFKA_BOOTSTRAP_SERVERS/value",
            "\"broker:9092\"",
            "no broker is at broker:9092"),
        m(
            "prod",
            GATEWAY,
            BOX + "/env/name=FARM_GATEWAY_KEYS/value",
            "\"/keys\"",
            "nothing is mounted at /keys"),
        m(
            "prod",
            WORKER,
            BOX + "/volumeMounts/name=snapshots/readOnly",
            "true",
            "cannot write to /var/cache"),
        m("prod", WORKER, BOX + "/volumeMounts/name=tmp", "-", "cannot write to /tmp"),
        m(
            "prod",
            GATEWAY,
            BOX + "/env/name=FARM_REDIS_URI",
            "{\"name\":\"FARM_REDIS_URI\",\"value\":\"redis://:pw@redis\"}",
            "holds a secret"),
        m(
            "prod",
            GATEWAY,
            BOX + "/env/name=KAFKA_SASL_JAAS_CONFIG/name",
            "\"KAFKA_SASL_JAAS\"",
            "reads no KAFKA_SASL_JAAS"),
        m(
            "prod",
            GATEWAY,
            BOX + "/env/name=SMALLRYE_CONFIG_LOCATIONS/value",
            "\"/etc/scriptfarm/kafka/k.properties\"",
            "there is no file"));
  }

  private static List<Mutation> ends() {
    return List.of(
        m("prod", GATEWAY, BOX + "/ports/0/containerPort", "8081", "listens on 8080"),
        m(
            "prod",
            GATEWAY,
            BOX + "/livenessProbe/httpGet/path",
            "\"/q/health/ready\"",
            "is to be /q/health/live"),
        m(
            "prod",
            GATEWAY,
            BOX + "/readinessProbe/httpGet/path",
            "\"/health\"",
            "is to be /q/health/ready"),
        m("prod", GATEWAY, BOX + "/readinessProbe/timeoutSeconds", "-", "Redis may take"),
        m("prod", WORKER, BOX + "/startupProbe/failureThreshold", "5", "gives 10 s"),
        m("prod", WORKER, BOX + "/startupProbe", "-", "/startupProbe"),
        m("prod", WORKER, BOX + "/startupProbe/httpGet/port", "\"web\"", "no such port"),
        m("prod", WORKER, POD + "/terminationGracePeriodSeconds", "30", "stopping takes 50 s"),
        m(
            "prod",
            WORKER,
            BOX + "/env/+",
            "{\"name\":\"FARM_WORKER_DRAIN\",\"value\":\"PT2M\"}",
            "stopping takes 150 s"),
        m("prod", GATEWAY, POD + "/terminationGracePeriodSeconds", "10", "stopping takes 10 s"),
        m("prod", CACHE, BOX + "/lifecycle", "-", "go on sending connections"));
  }

  private static List<Mutation> rights() {
    return List.of(
        m("prod", GATEWAY, POD + "/securityContext/runAsNonRoot", "-", "runAsNonRoot"),
        m("prod", GATEWAY, POD + "/securityContext/runAsUser", "0", "other than root"),
        m(
            "dev",
            "StatefulSet/kafka",
            POD + "/securityContext/seccompProfile",
            "-",
            "RuntimeDefault"),
        m(
            "prod",
            GATEWAY,
            BOX + "/securityContext/readOnlyRootFilesystem",
            "false",
            "readOnlyRootFilesystem"),
        m(
            "prod",
            "StatefulSet/redis",
            BOX + "/securityContext/allowPrivilegeEscalation",
            "-",
            "allowPrivilegeEscalation"),
        m(
            "prod",
            GATEWAY,
            BOX + "/securityContext/capabilities/drop/0",
            "\"NET_RAW\"",
            "capabilities"),
        m(
            "prod",
            GATEWAY,
            BOX + "/securityContext/capabilities/add",
            "[\"NET_ADMIN\"]",
            "none added"),
        m(
            "prod",
            GATEWAY,
            POD + "/automountServiceAccountToken",
            "true",
            "nothing here asks the cluster"),
        m("prod", GATEWAY, POD + "/hostNetwork", "true", "shares nothing with its node"),
        m(
            "prod",
            GATEWAY,
            POD + "/volumes/+",
            "{\"name\":\"x\",\"hostPath\":{\"path\":\"/\"}}",
            "a folder of the node"),
        m("prod", GATEWAY, BOX + "/image", "\"scriptfarm/gateway:latest\"", "names no version"),
        m(
            "prod",
            GATEWAY,
            BOX + "/image",
            "\"scriptfarm/gate:0.1.0\"",
            "not the image of this service"),
        m(
            "dev",
            "StatefulSet/kafka",
            BOX + "/image",
            "\"scriptfarm/kafka:1\"",
            "the build makes no such image"),
        m("prod", "ConfigMap/" + redisMap(), "/kind", "\"Secret\"", "made by hand"));
  }

  /// Its name ends with a digest of its content.
  private static String redisMap() {
    return Optional.ofNullable(OVERLAYS.get("prod")).stream()
        .flatMap(prod -> prod.of("ConfigMap"))
        .map(KubeObject::name)
        .filter(name -> name.startsWith("redis-"))
        .findFirst()
        .orElse("redis");
  }

  private static List<Mutation> flows() {
    return List.of(
        m("prod", "NetworkPolicy/default-deny", "", "-", "passes, and nothing needs it"),
        m("prod", "NetworkPolicy/dns", "", "-", "gateway to dns:53: does not pass"),
        m(
            "prod",
            "NetworkPolicy/gateway",
            "",
            "-",
            "ingress controller to gateway:8080: does not pass"),
        m(
            "prod",
            "NetworkPolicy/gateway",
            "/spec/ingress/0/from",
            "[]",
            "anybody to gateway:8080: passes"),
        m(
            "prod",
            "NetworkPolicy/gateway",
            "/spec/ingress/0/ports/0/port",
            "8090",
            "gateway:8080: does not pass"),
        m("prod", "NetworkPolicy/gateway", "/spec/ingress/0/ports", "-", "gateway:22: passes"),
        m(
            "prod",
            "NetworkPolicy/redis",
            "/spec/ingress/0/from",
            "[]",
            "anybody to redis:6379: passes"),
        m(
            "prod",
            "NetworkPolicy/redis",
            "/spec/ingress/0/from/0/podSelector/matchExpressions/0/values/2",
            "-",
            "compile-worker to redis:6379: does not pass"),
        m(
            "prod",
            "NetworkPolicy/services-to-backends",
            "/spec/egress/0/to/0/podSelector/matchLabels/strimzi.io~1cluster",
            "\"other\"",
            "brokers of kafka:9093: does not pass"),
        m(
            "prod",
            "NetworkPolicy/services-to-backends",
            "/spec/egress/+",
            "{}",
            "passes, and nothing needs it"),
        m(
            "prod",
            "Kafka/kafka",
            "/spec/kafka/listeners/0/networkPolicyPeers/0/podSelector/matchExpressions/0/values/0",
            "\"other\"",
            "gateway to brokers of kafka:9093: does not pass"),
        m("prod", "NetworkPolicy/metrics", "", "-", "prometheus to gateway:8080: does not pass"),
        m(
            "external",
            "NetworkPolicy/services-to-backends",
            "/spec/egress/0/to/0/ipBlock/cidr",
            "\"0.0.0.0/0\"",
            "203.0.113.1/32:9093: passes"),
        m(
            "external",
            "NetworkPolicy/services-to-backends",
            "/spec/egress/0/ports/0/port",
            "9094",
            "reaches no address at 9093"));
  }

  private static List<Mutation> scaling() {
    return List.of(
        m("prod", GATEWAY, "/spec/replicas", "2", "a build lives in one gateway"),
        m("prod", WORKER, "/spec/replicas", "3", "the autoscaler says how many"),
        m(
            "prod",
            "HorizontalPodAutoscaler/compile-worker",
            "/spec/minReplicas",
            "30",
            "more than maxReplicas"),
        m(
            "prod",
            "HorizontalPodAutoscaler/compile-worker",
            "/spec/scaleTargetRef/name",
            "\"worker\"",
            "there is no worker"),
        m("prod", WORKER, BOX + "/resources/limits/memory", "\"4Gi\"", "(slots + 1) times"),
        m("prod", WORKER, BOX + "/resources/limits/cpu", "\"1\"", "a core for each slot"),
        m("prod", WORKER, BOX + "/resources/requests/memory", "\"8Gi\"", "more than its limit"),
        m("prod", CACHE, BOX + "/resources/limits/memory", "-", "limits/memory: is not given"),
        m("prod", CACHE, "", "-", "Deployment/cache-service /: is not there"));
  }

  private static List<Mutation> kafka() {
    return List.of(
        m("prod", "KafkaTopic/scriptfarm.results", "", "-", "no KafkaTopic scriptfarm.results"),
        m("prod", "KafkaTopic/scriptfarm.results", "/spec/partitions", "1", "the farm has 4"),
        m(
            "prod",
            "KafkaTopic/scriptfarm.results",
            "/metadata/name",
            "\"scriptfarm.result\"",
            "no topic of the farm"),
        m(
            "prod",
            "KafkaTopic/scriptfarm.results",
            "/spec/replicas",
            "5",
            "more replicas than nodes"),
        m("prod", "KafkaNodePool/nodes", "/spec/replicas", "1", "more replicas than nodes"),
        m(
            "prod",
            "KafkaUser/gateway",
            "/metadata/labels/strimzi.io~1cluster",
            "\"other\"",
            "belongs to no Kafka"),
        m("prod", "KafkaUser/compile-worker", "", "-", "no KafkaUser compile-worker"));
  }

  @Test
  @DisplayName("that do not render, or are wrong, make the command fail and say where")
  void commandFails(@TempDir Path folder) throws IOException {
    copy(ROOT.resolve("deploy/k8s"), folder);
    Path base = folder.resolve("base/gateway.yaml");
    Files.writeString(base, Files.readString(base).replace("/q/health/started", "/q/health/begun"));
    Files.writeString(folder.resolve("overlays/dev/redis.yaml"), "kind: [");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        new CommandLine(
                new CheckManifestsCommand(ROOT, new PrintStream(out, true, StandardCharsets.UTF_8)))
            .execute(folder.toString());
    String said = out.toString(StandardCharsets.UTF_8);
    assertEquals(1, code, said);
    assertTrue(
        said.contains("overlays/prod: Deployment/gateway " + BOX + "/startupProbe/httpGet/path"),
        said);
    assertTrue(said.contains("overlays/dev: "), said);
    assertTrue(said.contains("redis.yaml"), said);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("farm"))) {
      folder = Objects.requireNonNull(folder.getParent(), "not in the repository");
    }
    return folder;
  }
}
