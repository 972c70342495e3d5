package io.scriptfarm.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.RedisClusterURIUtil;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.resource.ClientResources;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// The servers of one store: one Redis, which Sentinels may name, or the nodes of a cluster. Safe
/// for concurrent use.
interface RedisServers extends AutoCloseable {
  /// @throws io.lettuce.core.RedisException when nobody answers
  Connection connect();

  /// Which keys a script may touch together: those with the same number.
  int slot(byte[] key);

  @Override
  void close();

  /// A connection to all of them, which connects again by itself.
  interface Connection {
    StatefulConnection<byte[], byte[]> wire();

    /// Sends each command where its key is.
    RedisClusterAsyncCommands<byte[], byte[]> commands();

    /// The servers that hold keys, in an order that stays.
    List<Server> servers();
  }

  /// @param id which stays while it is part of a cluster; empty for the only one
  record Server(String id, RedisClusterAsyncCommands<byte[], byte[]> commands) {}

  /// @throws IllegalArgumentException when the URI of `config` is not one
  static RedisServers of(RedisStoreConfig config, ClientResources resources) {
    return config.cluster() ? cluster(config, resources) : single(config, resources);
  }

  private static RedisServers single(RedisStoreConfig config, ClientResources resources) {
    RedisURI uri = RedisURI.create(config.uri());
    uri.setTimeout(config.commandTimeout());
    RedisClient client = RedisClient.create(resources, uri);
    client.setOptions(options(config));
    return new RedisServers() {
      @Override
      public Connection connect() {
        StatefulRedisConnection<byte[], byte[]> wire = client.connect(ByteArrayCodec.INSTANCE);
        return new Connection() {
          @Override
          public StatefulConnection<byte[], byte[]> wire() {
            return wire;
          }

          @Override
          public RedisClusterAsyncCommands<byte[], byte[]> commands() {
            return wire.async();
          }

          @Override
          public List<Server> servers() {
            return List.of(new Server("", wire.async()));
          }
        };
      }

      @Override
      public int slot(byte[] key) {
        return 0;
      }

      @Override
      public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
      }
    };
  }

  private static RedisServers cluster(RedisStoreConfig config, ClientResources resources) {
    List<RedisURI> uris = RedisClusterURIUtil.toRedisURIs(URI.create(config.uri()));
    uris.forEach(uri -> uri.setTimeout(config.commandTimeout()));
    RedisClusterClient client = RedisClusterClient.create(resources, uris);
    client.setOptions(
        ClusterClientOptions.builder(options(config))
            .topologyRefreshOptions(
                ClusterTopologyRefreshOptions.builder()
                    .enableAllAdaptiveRefreshTriggers()
                    .enablePeriodicRefresh(Duration.ofSeconds(30))
                    .build())
            .build());
    return new RedisServers() {
      @Override
      public Connection connect() {
        StatefulRedisClusterConnection<byte[], byte[]> wire =
            client.connect(ByteArrayCodec.INSTANCE);
        return new Connection() {
          @Override
          public StatefulConnection<byte[], byte[]> wire() {
            return wire;
          }

          @Override
          public RedisClusterAsyncCommands<byte[], byte[]> commands() {
            return wire.async();
          }

          @Override
          public List<Server> servers() {
            return wire.getPartitions().stream()
                .filter(node -> node.getRole().isUpstream() && !node.getSlots().isEmpty())
                .map(RedisClusterNode::getNodeId)
                .sorted(Comparator.naturalOrder())
                .map(id -> new Server(id, wire.getConnection(id).async()))
                .toList();
          }
        };
      }

      @Override
      public int slot(byte[] key) {
        return SlotHash.getSlot(key);
      }

      @Override
      public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
      }
    };
  }

  private static ClientOptions options(RedisStoreConfig config) {
    return ClientOptions.builder()
        .autoReconnect(true)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        // What adds must not be sent again after a reconnect; all else may.
        .replayFilter(command -> command.getType() == CommandType.HINCRBY)
        .timeoutOptions(TimeoutOptions.enabled(config.commandTimeout()))
        .sslOptions(ssl(config.tls()))
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(config.commandTimeout())
                .keepAlive(true)
                .tcpNoDelay(true)
                .build())
        .build();
  }

  private static SslOptions ssl(RedisStoreConfig.Tls tls) {
    SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider();
    tls.trust().ifPresent(trusted -> ssl.trustManager(trusted.toFile()));
    tls.certificate()
        .ifPresent(
            shown -> ssl.keyManager(shown.toFile(), tls.key().orElseThrow().toFile(), new char[0]));
    return ssl.build();
  }
}
