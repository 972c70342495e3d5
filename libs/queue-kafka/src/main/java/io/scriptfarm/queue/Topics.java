package io.scriptfarm.queue;

import io.scriptfarm.contract.Job.Lane;
import io.scriptfarm.contract.QueueUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/// The farm's topics and share groups: names, partitions, retention, limits. The unit of
/// parallelism is the job and not the partition: a share group reads one partition with any number
/// of workers.
///
/// | topic | key | partitions | kept |
/// |---|---|---|---|
/// | `jobs.interactive`, `jobs.bulk` | job | 1: any number of workers share it | 1 day |
/// | `jobs.quarantine` | job | 1 | 30 days |
/// | `completions` | job | 1: every gateway reads all of it | 1 hour |
/// | `generations` | workspace/number | 1 | compacted: the latest of each key for ever |
/// | `results` | build | 4: a build's events stay in order | 7 days |
public final class Topics {
  /// The largest message that the farm sends, in bytes before compression.
  public static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

  // Keys, headers and framing around the largest message.
  static final int MAX_RECORD_BYTES = MAX_MESSAGE_BYTES + 64 * 1024;

  // The broker drops a job silently when it was delivered that often, so workers put it into
  // quarantine before (JobIntake.MAX_DELIVERIES).
  private static final String DELIVERY_LIMIT = "10";

  private static final int RESULT_PARTITIONS = 4;

  private final KafkaConfig config;

  public Topics(KafkaConfig config) {
    this.config = config;
  }

  public String jobs(Lane lane) {
    return name("jobs." + lane.name().toLowerCase(Locale.ROOT));
  }

  /// Jobs that no worker could finish, and records that are no jobs; headers `reason`, `origin`
  /// (topic-partition-offset) and `attempts`.
  public String quarantine() {
    return name("jobs.quarantine");
  }

  public String completions() {
    return name("completions");
  }

  public String generations() {
    return name("generations");
  }

  public String results() {
    return name("results");
  }

  /// The share group of a lane's workers.
  public String workers(Lane lane) {
    return name("workers." + lane.name().toLowerCase(Locale.ROOT));
  }

  private String name(String name) {
    return config.prefix() + "." + name;
  }

  /// Creates the topics that are missing, leaves those that exist as they are, and sets the share
  /// groups' configuration; idempotent. Every service calls it before it uses the queue, because a
  /// client that asks for a missing topic learns late of its creation.
  ///
  /// @param patience how long to wait for the broker
  /// @throws QueueUnavailableException when the broker does not answer in time or refuses
  public void ensure(Duration patience) {
    Map<String, Object> client = config.client();
    int millis = Math.toIntExact(patience.toMillis());
    client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    client.put(
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
        Math.min(millis, config.requestTimeoutMillis()));
    try (Admin admin = Admin.create(client)) {
      // First, so that a group that finds the topics begins with the first job.
      admin
          .incrementalAlterConfigs(groupConfigs())
          .all()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      for (KafkaFuture<Void> created : admin.createTopics(topics()).values().values()) {
        try {
          created.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw unavailable(Publisher.causeOf(e));
          }
        }
      }
    } catch (ExecutionException e) {
      throw unavailable(Publisher.causeOf(e));
    } catch (TimeoutException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  private QueueUnavailableException unavailable(Throwable cause) {
    return new QueueUnavailableException(
        "Kafka at %s has not created the farm's topics: %s. Is farm.kafka.bootstrap-servers right, and the broker 4.2 or newer?"
            .formatted(config.bootstrapServers(), cause),
        cause);
  }

  /// The names of all topics.
  Set<String> names() {
    return topics().stream().map(NewTopic::name).collect(Collectors.toUnmodifiableSet());
  }

  private List<NewTopic> topics() {
    return List.of(
        topic(jobs(Lane.INTERACTIVE), 1, Duration.ofDays(1)),
        topic(jobs(Lane.BULK), 1, Duration.ofDays(1)),
        topic(quarantine(), 1, Duration.ofDays(30)),
        topic(completions(), 1, Duration.ofHours(1)),
        compacted(generations()),
        topic(results(), RESULT_PARTITIONS, Duration.ofDays(7)));
  }

  private static NewTopic topic(String name, int partitions, Duration retention) {
    Map<String, String> configs = new HashMap<>();
    configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
    configs.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
    // Only closed segments are deleted, so they close at least eight times in that time.
    configs.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(retention.dividedBy(8).toMillis()));
    configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RECORD_BYTES));
    return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(configs);
  }

  private static NewTopic compacted(String name) {
    return new NewTopic(name, Optional.of(1), Optional.empty())
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(MAX_RECORD_BYTES)));
  }

  private Map<ConfigResource, java.util.Collection<AlterConfigOp>> groupConfigs() {
    Map<ConfigResource, java.util.Collection<AlterConfigOp>> groups = new HashMap<>();
    for (Lane lane : Lane.values()) {
      groups.put(
          new ConfigResource(ConfigResource.Type.GROUP, workers(lane)),
          List.of(
              set("share.auto.offset.reset", "earliest"), // jobs may be there before the workers
              set("share.record.lock.duration.ms", Long.toString(config.recordLock().toMillis())),
              set("share.delivery.count.limit", DELIVERY_LIMIT),
              set("share.isolation.level", "read_uncommitted"))); // nothing here is transactional
    }
    return groups;
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }
}
