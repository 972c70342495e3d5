package io.scriptfarm.queue;

import io.scriptfarm.contract.Job.Lane;
import io.scriptfarm.contract.QueueUnavailableException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/// How far the workers of a lane are, as the broker says (KIP-932, KIP-1226). Safe for concurrent
/// use.
final class LaneProgress implements AutoCloseable {
  private final KafkaConfig config;
  private final Topics topics;
  private final Admin admin;

  /// @param first the offset of the oldest job that is not done; those after it may be done or not
  /// @param end the offset that the next job gets
  /// @param unfinished how many jobs are not done: they wait, or are with a worker
  record Progress(long first, long end, long unfinished) {
    /// A broker that lost its data counts from 0 again, and holds nothing of what came before.
    boolean holds(long offset) {
      return unfinished > 0 && offset >= first && offset < end;
    }
  }

  LaneProgress(KafkaConfig config) {
    this.config = config;
    this.topics = new Topics(config);
    Map<String, Object> client = config.client();
    client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, config.requestTimeoutMillis());
    client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, config.requestTimeoutMillis());
    this.admin = Admin.create(client);
  }

  /// @throws QueueUnavailableException when the broker does not answer in time
  Progress of(Lane lane) {
    try {
      return ask(lane);
    } catch (ExecutionException e) {
      throw unavailable(Publisher.causeOf(e));
    } catch (TimeoutException e) {
      throw unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    }
  }

  private Progress ask(Lane lane)
      throws ExecutionException, InterruptedException, TimeoutException {
    TopicPartition partition = new TopicPartition(topics.jobs(lane), 0);
    Optional<SharePartitionOffsetInfo> group =
        Optional.ofNullable(
            await(
                    admin
                        .listShareGroupOffsets(
                            Map.of(
                                topics.workers(lane),
                                new ListShareGroupOffsetsSpec()
                                    .topicPartitions(java.util.List.of(partition))))
                        .partitionsToOffsetInfo(topics.workers(lane)))
                .get(partition));
    long end = offset(partition, OffsetSpec.latest());
    if (group.isPresent() && group.get().lag().isPresent()) {
      return new Progress(group.get().startOffset(), end, group.get().lag().get());
    }
    // No worker has ever joined: everything waits.
    long earliest = offset(partition, OffsetSpec.earliest());
    return new Progress(earliest, end, end - earliest);
  }

  private long offset(TopicPartition partition, OffsetSpec which)
      throws ExecutionException, InterruptedException, TimeoutException {
    return await(admin.listOffsets(Map.of(partition, which)).partitionResult(partition)).offset();
  }

  private <T> T await(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(config.requestTimeoutMillis(), TimeUnit.MILLISECONDS);
  }

  private QueueUnavailableException unavailable(Throwable cause) {
    return new QueueUnavailableException(
        "Kafka at %s does not tell how much work waits: %s"
            .formatted(config.bootstrapServers(), Publisher.reason(cause)),
        cause);
  }

  @Override
  public void close() {
    admin.close(config.requestTimeout());
  }
}
