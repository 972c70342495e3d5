package io.scriptfarm.queue;

import io.scriptfarm.contract.Job.Lane;
import io.scriptfarm.contract.QueueUnavailableException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;

/// How much work waits, for people and autoscalers. Safe for concurrent use.
public final class Backlog implements AutoCloseable {
  private final KafkaConfig config;
  private final Topics topics;
  private final Admin admin;

  public Backlog(KafkaConfig config) {
    this.config = config;
    this.topics = new Topics(config);
    Map<String, Object> client = config.client();
    client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, config.requestTimeoutMillis());
    client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, config.requestTimeoutMillis());
    this.admin = Admin.create(client);
  }

  /// The jobs of each lane that are not finished: waiting, or with a worker.
  ///
  /// @throws QueueUnavailableException when the broker does not answer in time
  public Map<Lane, Long> unfinished() {
    Map<Lane, Long> jobs = new EnumMap<>(Lane.class);
    try {
      for (Lane lane : Lane.values()) {
        jobs.put(lane, unfinished(lane));
      }
      return jobs;
    } catch (ExecutionException e) {
      throw unavailable(Publisher.causeOf(e));
    } catch (TimeoutException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  private long unfinished(Lane lane)
      throws ExecutionException, InterruptedException, TimeoutException {
    TopicPartition partition = new TopicPartition(topics.jobs(lane), 0);
    SharePartitionOffsetInfo group =
        await(
                admin
                    .listShareGroupOffsets(
                        Map.of(
                            topics.workers(lane),
                            new ListShareGroupOffsetsSpec().topicPartitions(List.of(partition))))
                    .partitionsToOffsetInfo(topics.workers(lane)))
            .get(partition);
    if (group != null && group.lag().isPresent()) {
      return group.lag().get();
    }
    // No worker has ever joined: everything waits.
    return offset(partition, OffsetSpec.latest()) - offset(partition, OffsetSpec.earliest());
  }

  private long offset(TopicPartition partition, OffsetSpec which)
      throws ExecutionException, InterruptedException, TimeoutException {
    return await(admin.listOffsets(Map.of(partition, which)).partitionResult(partition)).offset();
  }

  private <T> T await(org.apache.kafka.common.KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(config.requestTimeoutMillis(), TimeUnit.MILLISECONDS);
  }

  private QueueUnavailableException unavailable(Throwable cause) {
    return new QueueUnavailableException(
        "Kafka at %s does not tell how much work waits: %s"
            .formatted(config.bootstrapServers(), cause),
        cause);
  }

  @Override
  public void close() {
    admin.close(config.requestTimeout());
  }
}
