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
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

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
  private static final String OFFSET_RESET = "share.auto.offset.reset";
  private static final String EARLIEST = "earliest";

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

  /// Takes care of what `user` uses, as {@link KafkaConfig#topicCare} says: creates the topics that
  /// are missing, leaves those that exist as they are, and sets the share groups' configuration; or
  /// only looks whether all is there. Looks in each case whether the user has his rights.
  /// Idempotent. Every service calls it before it uses the queue, because a client that asks for a
  /// missing topic learns late of its creation.
  ///
  /// @param patience how long to wait for the broker
  /// @throws QueueUnavailableException when the broker does not answer in time, or a right is
  ///     missing, or what somebody else was to make; the message says which
  public void ensure(TopicUser user, Duration patience) {
    try (TopicAdmin admin = new TopicAdmin(config, patience)) {
      // First, so that a group that finds the topics begins with the first job.
      switch (config.topicCare()) {
        case CREATE -> {
          admin.configure(user.groups(this, config.topicCare()).keySet(), groupConfig());
          admin.create(topics(user));
        }
        case CHECK -> {
          admin.requireConfigured(
              user.groups(this, config.topicCare()).keySet(), Map.of(OFFSET_RESET, EARLIEST));
          admin.requireTopics(topics(user));
        }
      }
      admin.requireRights(user.topics(this));
      admin.requireGroupRights(user.groups(this, config.topicCare()));
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
        "Kafka at %s does not say that the farm's topics are there: %s. Is farm.kafka.bootstrap-servers right, and the broker 4.2 or newer?"
            .formatted(config.bootstrapServers(), cause),
        cause);
  }

  private List<NewTopic> topics(TopicUser user) {
    Set<String> used = user.topics(this).keySet();
    return topics().stream().filter(topic -> used.contains(topic.name())).toList();
  }

  /// The names of the topics that `user` uses.
  Set<String> names(TopicUser user) {
    return user.topics(this).keySet();
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

  private Map<String, String> groupConfig() {
    return Map.of(
        OFFSET_RESET,
        EARLIEST, // jobs may be there before the workers
        "share.record.lock.duration.ms",
        Long.toString(config.recordLock().toMillis()),
        "share.delivery.count.limit",
        DELIVERY_LIMIT,
        "share.isolation.level",
        "read_uncommitted"); // nothing here is transactional
  }
}
