package io.scriptfarm.e2e.cluster;

import io.scriptfarm.harness.CommandBuild;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.harness.Repository;
import io.scriptfarm.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The overlay `dev` of `deploy/k8s` in a namespace of its own, which closing deletes, with two of
/// each service. Clients reach it by the addresses of its services where the cluster's network can
/// be reached from here, else by forwarded ports. Safe for concurrent use.
final class DeployedFarm implements AutoCloseable {
  private static final Duration BUILD = Duration.ofMinutes(8);
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Duration SCALED = Duration.ofMinutes(2);
  private static final List<String> SERVICES =
      List.of("gateway", "cache-service", "compile-worker");
  private static final int CONNECT_MILLIS = 2_000;
  private static final int CONNECTS = 10;
  private static final int OWN_BUDGETS = 21; // the first version with policy/v1

  private final Kubectl kubectl;
  private final Nodes nodes;
  private final String redisUri;
  private final String token;
  private final URI gateway;
  private final URI cache;
  private final List<PortForward> forwards = new ArrayList<>();

  /// Applies the manifests; waits for nothing.
  DeployedFarm() {
    kubectl = new Kubectl("scriptfarm-test-" + ThreadLocalRandom.current().nextInt(10_000, 99_999));
    nodes = Nodes.of(kubectl);
    String manifests = rendered();
    Path secrets = Repository.temporary("cluster");
    token = token(secrets.resolve("access.json"));
    kubectl.apply(ofKind(manifests, "Namespace", true));
    redisUri = "redis://farm:%s@redis:6379".formatted(password());
    makeSecrets(secrets);
    kubectl.apply(ofKind(manifests, "Service", true));
    gateway = address("gateway", 8080);
    cache = address("cache-service", 8090);
    kubectl.apply(
        ofKind(manifests, "Service", false).replace("http://localhost:8090", cache.toString()));
  }

  /// As kustomize renders it, in this namespace and for this cluster's version.
  private String rendered() {
    String yaml =
        Ran.expectSuccess(
                Repository.root(),
                SOON,
                "kubectl",
                "kustomize",
                "proof/e2e/src/test/resources/cluster")
            .out()
            .replace("scriptfarm-dev", kubectl.namespace())
            .replace("NODE-OF-BACKENDS", nodes.home());
    return kubectl.version() < OWN_BUDGETS
        ? yaml.replace("apiVersion: policy/v1\n", "apiVersion: policy/v1beta1\n")
        : yaml;
  }

  /// The documents of a kind, or all others.
  private static String ofKind(String manifests, String kind, boolean those) {
    return Stream.of(manifests.split("(?m)^---$"))
        .filter(document -> document.lines().anyMatch(("kind: " + kind)::equals) == those)
        .collect(Collectors.joining("---\n"));
  }

  private static String token(Path access) {
    Ran ran =
        Ran.run(
            Repository.root(),
            Map.of("FARM_NO_BUILD", "1", "JAVA_HOME", System.getProperty("java.home")),
            SOON,
            List.of("./farm", "token", "test", "--role", "ci", "--file", access.toString()));
    if (ran.exit() != 0) {
      throw new AssertionError(ran.toString());
    }
    return ran.out().strip();
  }

  private static String password() {
    byte[] random = new byte[24];
    ThreadLocalRandom.current().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /// Those of the table in `deploy/k8s/README.md` that the overlay needs.
  private void makeSecrets(Path folder) {
    String password = redisUri.replaceAll(".*farm:(.*)@.*", "$1");
    try {
      Path users = folder.resolve("users.acl");
      Files.writeString(
          users, "user default off\nuser farm on >%s ~* &* +@all\n".formatted(password));
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      Base64.Encoder encoder = Base64.getEncoder();
      String half = encoder.encodeToString(pair.getPublic().getEncoded());
      Path keys = Files.createDirectory(folder.resolve("keys"));
      Files.writeString(keys.resolve("first.pub"), half);
      Files.writeString(
          keys.resolve("current.key"),
          encoder.encodeToString(pair.getPrivate().getEncoded()) + "\n" + half);
      secret("scriptfarm-access", "--from-file=" + folder.resolve("access.json"));
      secret("scriptfarm-redis-users", "--from-file=" + users);
      secret("scriptfarm-redis", "--from-literal=uri=" + redisUri);
      secret("scriptfarm-signing-keys", "--from-file=" + keys);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("each JDK has it", e);
    }
  }

  private void secret(String name, String from) {
    kubectl.run("create", "secret", "generic", name, from);
  }

  private URI address(String service, int port) {
    String address = kubectl.json("get", "service", service).at("/spec/clusterIP").asText();
    for (int attempt = 0; attempt < CONNECTS; attempt++) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
        return URI.create("http://" + address + ":" + port);
      } catch (ConnectException refused) {
        // Nobody serves it yet, which only a node says.
        return URI.create("http://" + address + ":" + port);
      } catch (IOException unreachable) {
        // Nodes take a while to know a new service.
      }
    }
    PortForward forward = new PortForward(kubectl, service, port);
    forwards.add(forward);
    return forward.address();
  }

  Nodes nodes() {
    return nodes;
  }

  /// How its services reach Redis.
  String redisUri() {
    return redisUri;
  }

  /// What requests need to be let in.
  String token() {
    return token;
  }

  Kubectl kubectl() {
    return kubectl;
  }

  URI gateway() {
    return gateway;
  }

  URI cache() {
    return cache;
  }

  /// Whether requests reach services as they do in the cluster, over a changing set of pods.
  boolean isReachedByServices() {
    return forwards.isEmpty();
  }

  /// Has a service run in so many pods, and returns when they are ready.
  void scale(String service, int pods) {
    kubectl.run("scale", "deployment/" + service, "--replicas=" + pods);
    kubectl.awaitRollout("deployment", service);
  }

  /// Has each service run in so many pods, and returns when they are ready.
  void scaleAll(int pods) {
    for (String service : SERVICES) {
      kubectl.run("scale", "deployment/" + service, "--replicas=" + pods);
    }
    for (String service : SERVICES) {
      Await.until(SCALED, pods + " pods of " + service, () -> kubectl.pods(service).size() == pods);
    }
    awaitReady();
  }

  /// Returns when all pods are ready.
  void awaitReady() {
    kubectl.awaitRollout("statefulset", "kafka");
    kubectl.awaitRollout("statefulset", "redis");
    for (String service : SERVICES) {
      kubectl.awaitRollout("deployment", service);
    }
  }

  /// What a client on another machine has in its environment.
  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("FARM_URL", gateway.toString());
    environment.put("FARM_TOKEN", token);
    environment.put("FARM_HOME", Repository.temporary("client").toString());
    environment.put("FARM_FALLBACK", "none");
    environment.put("FARM_NO_BUILD", "1");
    environment.put("NO_COLOR", "1");
    return environment;
  }

  Ran.Running startBuild(Path project) {
    String farm = Repository.root().resolve("farm").toString();
    return Ran.start(project, environment(), List.of(farm, "build", "--json", "."));
  }

  CommandBuild build(Path project) {
    return CommandBuild.of(startBuild(project).await(BUILD));
  }

  static Duration longestBuild() {
    return BUILD;
  }

  @Override
  public void close() {
    forwards.forEach(PortForward::close);
    nodes.allowAll();
    Findings.keep(kubectl);
    kubectl.run("delete", "namespace", kubectl.namespace(), "--wait=false");
  }
}
