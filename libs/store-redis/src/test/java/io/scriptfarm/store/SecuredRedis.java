package io.scriptfarm.store;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.scriptfarm.embedded.Ports;
import io.scriptfarm.testkit.Await;
import io.scriptfarm.testkit.Certificates;
import io.scriptfarm.testkit.RedisProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Servers of Redis that speak TLS alone, ask for a certificate of who connects, and have the users
/// of `deploy/redis/users.acl`: one, or the three nodes of a cluster. Closing ends them.
final class SecuredRedis implements AutoCloseable {
  static final String PASSWORD = "secret-of-the-test";

  // A node talks to others on its port and 10,000 more.
  private static final int MOST = 50_000;

  private static final int SLOTS = 16_384;
  private static final Duration SOON = Duration.ofSeconds(30);

  private final List<RedisProcess> servers = new ArrayList<>();
  private final List<AbstractRedisClient> clients = new ArrayList<>();
  private final List<RedisCommands<String, String>> nodes = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final boolean isCluster;
  final Certificates certificates;

  SecuredRedis(Path folder, int count) throws IOException {
    this.isCluster = count > 1;
    this.certificates = Certificates.make(folder, "redis");
    Path users = folder.resolve("users.acl");
    Files.writeString(
        users,
        Files.readString(acl()).replace("PASSWORD", PASSWORD)
            + "user default on >"
            + PASSWORD
            + " allkeys allchannels allcommands\n");
    for (int i = 0; i < count; i++) {
      int port = Ports.free(free -> free < MOST && !ports.contains(free));
      ports.add(port);
      List<String> settings =
          new ArrayList<>(
              List.of(
                  "bind 127.0.0.1",
                  "port 0",
                  "tls-port " + port,
                  "tls-cert-file " + certificates.certificate(),
                  "tls-key-file " + certificates.key(),
                  "tls-ca-cert-file " + certificates.certificate(),
                  "tls-auth-clients yes",
                  "aclfile " + users,
                  "save \"\""));
      if (isCluster) {
        settings.addAll(
            List.of("cluster-enabled yes", "tls-cluster yes", "cluster-node-timeout 5000"));
      }
      servers.add(RedisProcess.start(folder.resolve("node-" + i), settings.toArray(String[]::new)));
      nodes.add(connect(port));
    }
    if (isCluster) {
      join();
    }
  }

  /// The users as they are shipped.
  static Path acl() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("deploy/redis/users.acl"))) {
      folder = folder.getParent();
    }
    return folder.resolve("deploy/redis/users.acl");
  }

  private RedisCommands<String, String> connect(int port) {
    RedisClient client =
        RedisClient.create(RedisURI.create("rediss://default:" + PASSWORD + "@127.0.0.1:" + port));
    client.setOptions(options());
    clients.add(client);
    return client.connect().sync();
  }

  private ClientOptions options() {
    File certificate = certificates.certificate().toFile();
    return ClientOptions.builder()
        .sslOptions(
            SslOptions.builder()
                .jdkSslProvider()
                .trustManager(certificate)
                .keyManager(certificate, certificates.key().toFile(), new char[0])
                .build())
        .build();
  }

  private void join() {
    int each = SLOTS / nodes.size();
    for (int i = 0; i < nodes.size(); i++) {
      int end = i + 1 == nodes.size() ? SLOTS : (i + 1) * each;
      nodes.get(i).clusterAddSlots(IntStream.range(i * each, end).toArray());
      nodes.get(i).clusterMeet("127.0.0.1", ports.getFirst());
    }
    Await.until(
        SOON,
        "all nodes know the cluster",
        () ->
            nodes.stream()
                .map(RedisCommands::clusterInfo)
                .allMatch(
                    info ->
                        info.contains("cluster_state:ok")
                            && info.contains("cluster_known_nodes:" + nodes.size())));
  }

  /// One connection to each server, with all rights.
  List<RedisCommands<String, String>> nodes() {
    return nodes;
  }

  /// One connection to all of them, with all rights.
  RedisClusterCommands<String, String> all() {
    RedisClusterClient client =
        RedisClusterClient.create(
            RedisURI.create("rediss://default:" + PASSWORD + "@127.0.0.1:" + ports.getFirst()));
    client.setOptions(ClusterClientOptions.builder(options()).build());
    clients.add(client);
    return client.connect().sync();
  }

  /// How a service reaches them.
  RedisStoreConfig config(String user) {
    String hosts = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    return RedisStoreConfig.of("rediss://%s:%s@%s".formatted(user, PASSWORD, hosts))
        .withCluster(isCluster)
        .withTls(
            new RedisStoreConfig.Tls(
                Optional.of(certificates.certificate()),
                Optional.of(certificates.certificate()),
                Optional.of(certificates.key())));
  }

  RedisStore store(String user) {
    return RedisStore.connect(config(user), InstantSource.system());
  }

  @Override
  public void close() {
    clients.forEach(client -> client.shutdown(Duration.ZERO, Duration.ofSeconds(1)));
    servers.forEach(RedisProcess::close);
  }
}
