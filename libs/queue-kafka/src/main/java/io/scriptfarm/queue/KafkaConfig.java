package io.scriptfarm.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/// How the farm reaches Kafka. `prefix` begins the name of every topic and group, so that several
/// farms can share a cluster. `requestTimeout` bounds every operation that the caller waits for.
/// `recordLock` is how long a worker owns a job without renewing; a worker that hangs is found out
/// after that time. `topicCare` says who makes the topics. `clientSettings` are added to those of
/// every client (`security.protocol`, …).
public record KafkaConfig(
    String bootstrapServers,
    String prefix,
    Duration requestTimeout,
    Duration recordLock,
    TopicCare topicCare,
    Map<String, String> clientSettings) {

  public static final String DEFAULT_PREFIX = "scriptfarm";

  private static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DEFAULT_RECORD_LOCK = Duration.ofSeconds(30);

  public KafkaConfig {
    if (!prefix.matches("[a-zA-Z0-9._-]{1,100}")) {
      throw new IllegalArgumentException(
          "farm.kafka.prefix has 1 to 100 letters, digits, dots, hyphens or underscores, not: "
              + prefix);
    }
    if (requestTimeout.toMillis() < 100 || recordLock.toMillis() < 1000) {
      throw new IllegalArgumentException(
          "the request timeout is at least 100 ms, the record lock at least 1 s; not %s and %s"
              .formatted(requestTimeout, recordLock));
    }
    clientSettings = Map.copyOf(clientSettings);
  }

  /// With a request timeout of 10 s and a record lock of 30 s.
  public static KafkaConfig of(String bootstrapServers, String prefix) {
    return new KafkaConfig(
        bootstrapServers,
        prefix,
        DEFAULT_REQUEST_TIMEOUT,
        DEFAULT_RECORD_LOCK,
        TopicCare.CREATE,
        Map.of());
  }

  public KafkaConfig withRequestTimeout(Duration timeout) {
    return new KafkaConfig(
        bootstrapServers, prefix, timeout, recordLock, topicCare, clientSettings);
  }

  public KafkaConfig withRecordLock(Duration lock) {
    return new KafkaConfig(
        bootstrapServers, prefix, requestTimeout, lock, topicCare, clientSettings);
  }

  public KafkaConfig withTopicCare(TopicCare care) {
    return new KafkaConfig(
        bootstrapServers, prefix, requestTimeout, recordLock, care, clientSettings);
  }

  public KafkaConfig withClientSettings(Map<String, String> settings) {
    return new KafkaConfig(
        bootstrapServers, prefix, requestTimeout, recordLock, topicCare, settings);
  }

  /// What every client of Kafka starts from.
  Map<String, Object> client() {
    Map<String, Object> client = new HashMap<>(clientSettings);
    client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    // A broker that restarts is back within seconds: look often, and do not give up on it.
    client.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 50L);
    client.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
    client.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 30_000L);
    return client;
  }

  int requestTimeoutMillis() {
    return Math.toIntExact(requestTimeout.toMillis());
  }
}
