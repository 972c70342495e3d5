package io.scriptfarm.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/// A broker and its controller, as Kafka's own `KafkaRaftServer` puts them together, but on sockets
/// that are bound already. (A controller that does not get its port ends the JVM.)
final class KraftNode {
  // Kafka's default; on one node nothing has to be handed over.
  private static final Duration CONTROLLED_SHUTDOWN = Duration.ofMinutes(5);

  private final Metrics metrics;
  private final ControllerServer controller;
  private final BrokerServer broker;

  private KraftNode(Metrics metrics, ControllerServer controller, BrokerServer broker) {
    this.metrics = metrics;
    this.controller = controller;
    this.broker = broker;
  }

  /// Starts both, and returns when the broker serves requests.
  static KraftNode start(KafkaConfig config, BoundPorts ports) throws IOException {
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> folders =
        KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(KraftNode.class), "");
    Metrics metrics =
        Server$.MODULE$.initializeMetrics(
            config, Time.SYSTEM, folders._1().clusterId().orElseThrow());
    SharedServer shared =
        new SharedServer(
            config,
            folders._1(),
            Time.SYSTEM,
            metrics,
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
            new StandardFaultHandlerFactory(),
            (listener, address, backlog, buffer) -> ports.socket(listener));
    KraftNode node =
        new KraftNode(
            metrics,
            new ControllerServer(shared, KafkaRaftServer.configSchema(), folders._2()),
            new BrokerServer(shared));
    node.controller.startup();
    node.broker.startup();
    return node;
  }

  void awaitEnd() {
    broker.awaitShutdown();
    controller.awaitShutdown();
  }

  /// Returns when the data are on disk.
  void stop() {
    broker.shutdown(CONTROLLED_SHUTDOWN);
    controller.shutdown();
    metrics.close();
  }
}
