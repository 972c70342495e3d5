package io.scriptfarm.queue;

import io.scriptfarm.contract.QueueUnavailableException;
import io.scriptfarm.contract.wire.Pause;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeShareGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// Asks a broker about topics and groups, and about the rights of who asks. What is not as it must
/// be is a {@link QueueUnavailableException} that says what is missing. For one thread.
final class TopicAdmin implements AutoCloseable {
  private static final Duration AGAIN = Duration.ofMillis(100);

  private final KafkaConfig config;
  private final Duration patience;
  private final Admin admin;

  /// @param patience with each answer
  TopicAdmin(KafkaConfig config, Duration patience) {
    this.config = config;
    this.patience = patience;
    Map<String, Object> client = config.client();
    int millis = Math.toIntExact(patience.toMillis());
    client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    client.put(
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
        Math.min(millis, config.requestTimeoutMillis()));
    this.admin = Admin.create(client);
  }

  /// Sets the configuration of groups, which need not exist.
  void configure(Set<String> groups, Map<String, String> settings)
      throws ExecutionException, InterruptedException, TimeoutException {
    Collection<AlterConfigOp> operations =
        settings.entrySet().stream()
            .map(
                setting ->
                    new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()),
                        AlterConfigOp.OpType.SET))
            .toList();
    for (String group : groups) {
      await(
          "AlterConfigs on the group " + group,
          admin.incrementalAlterConfigs(Map.of(group(group), operations)).all());
    }
  }

  void requireConfigured(Set<String> groups, Map<String, String> settings)
      throws ExecutionException, InterruptedException, TimeoutException {
    for (String group : groups) {
      Config found =
          Objects.requireNonNull(
              await(
                      "DescribeConfigs on the group " + group,
                      admin.describeConfigs(List.of(group(group))).all())
                  .get(group(group)));
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        ConfigEntry entry = found.get(setting.getKey());
        if (entry == null || !setting.getValue().equals(entry.value())) {
          throw missing(
              "the group %s lacks the setting %s=%s"
                  .formatted(group, setting.getKey(), setting.getValue()));
        }
      }
    }
  }

  /// Creates those topics that are not there.
  void create(List<NewTopic> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    Set<String> known = new HashSet<>();
    for (NewTopic topic : topics) {
      if (isThere(topic.name())) {
        known.add(topic.name());
      }
    }
    for (NewTopic topic : topics) {
      if (!known.contains(topic.name())) {
        try {
          await("Create on the topic " + topic.name(), admin.createTopics(List.of(topic)).all());
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw e;
          }
        }
      }
    }
  }

  /// One that may not be seen is as good as none, and to create it is refused.
  private boolean isThere(String topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof AuthorizationException) {
        return false;
      }
      throw e;
    }
  }

  void requireTopics(List<NewTopic> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    for (NewTopic topic : topics) {
      int partitions = describe(topic.name()).partitions().size();
      if (partitions != topic.numPartitions()) {
        throw missing(
            "the topic %s has %d partitions, and is to have %d"
                .formatted(topic.name(), partitions, topic.numPartitions()));
      }
    }
  }

  private TopicDescription describe(String topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return Objects.requireNonNull(
          await(
                  "Describe on the topic " + topic,
                  admin
                      .describeTopics(
                          List.of(topic),
                          new DescribeTopicsOptions().includeAuthorizedOperations(true))
                      .allTopicNames())
              .get(topic));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw missing("there is no topic " + topic);
      }
      throw e;
    }
  }

  /// A broker hears late of a topic that was just created, so it is asked again.
  void requireRights(Map<String, Set<AclOperation>> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Map.Entry<String, Set<AclOperation>> topic : topics.entrySet()) {
      while (!isThere(topic.getKey()) && System.nanoTime() - deadline < 0) {
        Pause.of(AGAIN);
      }
      require(
          topic.getValue(),
          describe(topic.getKey()).authorizedOperations(),
          "topic " + topic.getKey());
    }
  }

  /// A group that nobody joined is not known; to join it will say what is missing.
  void requireGroupRights(Map<String, Set<AclOperation>> groups)
      throws ExecutionException, InterruptedException, TimeoutException {
    for (Map.Entry<String, Set<AclOperation>> group : groups.entrySet()) {
      try {
        Map<String, ShareGroupDescription> found =
            await(
                "Describe on the group " + group.getKey(),
                admin
                    .describeShareGroups(
                        List.of(group.getKey()),
                        new DescribeShareGroupsOptions().includeAuthorizedOperations(true))
                    .all());
        require(
            group.getValue(),
            Objects.requireNonNull(found.get(group.getKey())).authorizedOperations(),
            "group " + group.getKey());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof GroupIdNotFoundException)) {
          throw e;
        }
      }
    }
  }

  private void require(Set<AclOperation> wanted, Set<AclOperation> given, String what) {
    Set<AclOperation> absent = new TreeSet<>(wanted);
    absent.removeAll(given);
    if (!absent.isEmpty()) {
      throw missing("this service lacks the right %s to the %s".formatted(absent, what));
    }
  }

  private static ConfigResource group(String name) {
    return new ConfigResource(ConfigResource.Type.GROUP, name);
  }

  private <T> T await(String right, KafkaFuture<T> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        throw missing("this service lacks the right " + right);
      }
      throw e;
    }
  }

  private QueueUnavailableException missing(String what) {
    return new QueueUnavailableException(
        "Kafka at %s: %s; docs/operations.md has the topics and the rights that a farm needs"
            .formatted(config.bootstrapServers(), what),
        new IllegalStateException(what));
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
