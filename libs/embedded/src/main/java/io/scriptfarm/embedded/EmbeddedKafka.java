package io.scriptfarm.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/// A Kafka broker in this JVM: one KRaft node that is broker and controller, listening on the
/// loopback interface only, without authentication. Its settings are those of a small machine (few
/// threads, one replica of everything) and let share groups (KIP-932) join and take over within a
/// second. Topics are not created by use. What it stores survives the end of the process, also a
/// kill: records are in the page cache, so only a crash of the machine loses them.
///
/// Safe for concurrent use.
public final class EmbeddedKafka implements AutoCloseable {
  // Starting takes 1 to 3 s; after a kill also the broker session; more only on a starving machine.
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

  // How long a new incarnation of a killed broker is refused. Shorter makes a restart quicker, but
  // a machine that is busy compiling must not be mistaken for a dead one.
  private static final Duration BROKER_SESSION = Duration.ofMillis(2500);

  private static final String NODE_ID = "1";

  private final KraftNode node;
  private final int port;
  private final int ownPort;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedKafka(KraftNode node, int port, int ownPort) {
    this.node = node;
    this.port = port;
    this.ownPort = ownPort;
  }

  /// Starts a broker that keeps its data in the folder `data`, which it creates and formats if need
  /// be, on `port` or else on a free one; returns when the broker serves requests.
  ///
  /// @throws StartException when it does not start, among others because another broker has the
  ///     folder or `port`
  public static EmbeddedKafka start(Path data, OptionalInt port) {
    return start(data, port, Optional.empty(), Map.of(), Ports::free);
  }

  /// As {@link #start(Path, OptionalInt)} on a free port, with settings of Kafka's own besides,
  /// such as those of the listener `BROKER`, where clients are. The broker talks to itself at
  /// {@link #ownServers}, without authentication, as `User:ANONYMOUS`.
  public static EmbeddedKafka start(Path data, Map<String, String> settings) {
    return start(data, OptionalInt.empty(), Optional.empty(), settings, Ports::free);
  }

  /// @param via `host:port` where the broker sends its clients instead: a proxy before `port`
  /// @param free gives ports that are likely free
  /// @param more settings besides
  static EmbeddedKafka start(
      Path data,
      OptionalInt port,
      Optional<String> via,
      Map<String, String> more,
      IntSupplier free) {
    try {
      format(data.toAbsolutePath());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the broker's data folder " + data, e);
    }
    try {
      BoundPorts ports = BoundPorts.bind(port, free);
      try {
        Map<String, String> all = settings(data.toAbsolutePath(), ports, via);
        all.putAll(more);
        KraftNode node = KraftNode.start(new KafkaConfig(all, false), ports);
        return new EmbeddedKafka(node, ports.port(BoundPorts.BROKER), ports.port(BoundPorts.SELF));
      } catch (IOException | RuntimeException e) {
        ports.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      throw new StartException(
          "the embedded Kafka broker did not start on port %s with the data folder %s: %s. Is another broker using the port or the folder? If the folder is damaged, delete it: it holds queued work and events only."
              .formatted(port.isPresent() ? port.getAsInt() : "(any)", data, causes(e)),
          e);
    }
  }

  /// `host:port`, for `bootstrap.servers`.
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /// `host:port` where the broker talks to itself.
  public String ownServers() {
    return "127.0.0.1:" + ownPort;
  }

  /// Blocks until the server has ended.
  void awaitEnd() {
    node.awaitEnd();
  }

  /// Ends the broker cleanly; returns when its data are on disk. Closing twice does no harm.
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      node.stop();
    }
  }

  private static void format(Path data) throws IOException {
    Files.createDirectories(data);
    if (Files.exists(data.resolve("meta.properties"))) { // written last, so the rest is there too
      return;
    }
    try (PrintStream silence =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(silence)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setNodeId(Integer.parseInt(NODE_ID))
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName("CONTROLLER")
          .setDirectories(List.of(data.toString()))
          .setMetadataLogDirectory(data.toString())
          .setHasDynamicQuorum(false)
          .setIgnoreFormatted(true)
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) { // the formatter's declared type
      throw new IOException("the data folder " + data + " cannot be formatted", e);
    }
  }

  private static String causes(Throwable failure) {
    StringBuilder text = new StringBuilder(String.valueOf(failure.getMessage()));
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      text.append("; ").append(cause.getMessage());
    }
    return text.toString();
  }

  private static Map<String, String> settings(Path data, BoundPorts ports, Optional<String> via) {
    int port = ports.port(BoundPorts.BROKER);
    int selfPort = ports.port(BoundPorts.SELF);
    int controllerPort = ports.port(BoundPorts.CONTROLLER);
    Map<String, String> s = new TreeMap<>();
    s.put("process.roles", "broker,controller");
    s.put("node.id", NODE_ID);
    s.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    s.put(
        "listeners",
        "BROKER://127.0.0.1:%d,SELF://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
            .formatted(port, selfPort, controllerPort));
    s.put(
        "advertised.listeners",
        "BROKER://%s,SELF://127.0.0.1:%d".formatted(via.orElse("127.0.0.1:" + port), selfPort));
    s.put("listener.security.protocol.map", "BROKER:PLAINTEXT,SELF:PLAINTEXT,CONTROLLER:PLAINTEXT");
    s.put("inter.broker.listener.name", "SELF");
    s.put("controller.listener.names", "CONTROLLER");
    s.put("log.dirs", data.toString());
    s.put("server.max.startup.time.ms", millis(START_TIMEOUT));
    s.put("metric.reporters", ""); // nobody looks at JMX here
    s.put("unstable.api.versions.enable", "false");

    // Small machine: no parallelism that one farm's queue could use.
    s.put("num.network.threads", "2");
    s.put("num.io.threads", "4");
    s.put("background.threads", "2");
    s.put("num.recovery.threads.per.data.dir", "1");
    s.put("group.coordinator.threads", "1");
    s.put("group.coordinator.background.threads", "1");
    s.put("share.coordinator.threads", "1");
    s.put("log.cleaner.dedupe.buffer.size", "4194304");
    s.put("log.cleaner.io.buffer.size", "65536");
    s.put("log.index.size.max.bytes", "1048576");
    s.put("log.segment.bytes", "67108864");
    s.put("offsets.topic.segment.bytes", "16777216");
    s.put("share.coordinator.state.topic.segment.bytes", "16777216");
    s.put("metadata.log.segment.bytes", "16777216");
    s.put("metadata.max.retention.bytes", "33554432");
    s.put("offsets.load.buffer.size", "1048576");

    // Restart after a kill.
    s.put("broker.session.timeout.ms", millis(BROKER_SESSION));
    s.put("broker.heartbeat.interval.ms", millis(BROKER_SESSION.dividedBy(5)));

    s.putAll(singleNodeSettings());
    return s;
  }

  /// The broker settings that make a single node enough (share groups need a topic that has three
  /// replicas otherwise), let groups join, and take over from dead members, quickly, and allow
  /// record locks down to a second; for other brokers that are to behave like this one.
  public static Map<String, String> singleNodeSettings() {
    Map<String, String> s = new TreeMap<>();
    s.put("auto.create.topics.enable", "false");
    s.put("message.max.bytes", "8388608"); // topics state their own, smaller cap

    s.put("default.replication.factor", "1");
    s.put("min.insync.replicas", "1");
    s.put("offsets.topic.replication.factor", "1");
    s.put("transaction.state.log.replication.factor", "1");
    s.put("transaction.state.log.min.isr", "1");
    s.put("share.coordinator.state.topic.replication.factor", "1");
    s.put("share.coordinator.state.topic.min.isr", "1");
    s.put("offsets.topic.num.partitions", "1");
    s.put("transaction.state.log.num.partitions", "1");
    s.put("share.coordinator.state.topic.num.partitions", "1");

    s.put("group.initial.rebalance.delay.ms", "0");
    s.put("group.consumer.min.heartbeat.interval.ms", "500");
    s.put("group.consumer.heartbeat.interval.ms", "500");
    s.put("group.share.min.heartbeat.interval.ms", "500");
    s.put("group.share.heartbeat.interval.ms", "500");
    s.put("group.share.assignment.interval.ms", "0");
    s.put("group.share.min.session.timeout.ms", "3000");
    s.put("group.share.session.timeout.ms", "5000");
    s.put("group.share.min.record.lock.duration.ms", "1000");
    s.put("group.share.max.size", "1000");
    s.put("group.share.initialize.retry.interval.ms", "500");
    return s;
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
