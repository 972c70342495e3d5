package io.scriptfarm.queue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaFuture;

/// Waits for a broker that is away. A share consumer without a connection takes all of a core for
/// as long as it is asked for records (Kafka's clients 4.3; known as a busy loop of share consumers
/// that cannot connect), an admin client does not.
final class BrokerWatch {
  private BrokerWatch() {}

  static boolean isConnected(KafkaShareConsumer<?, ?> consumer) {
    return consumer.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals("connection-count"))
        .anyMatch(
            metric ->
                metric.getValue().metricValue() instanceof Number connections
                    && connections.doubleValue() > 0);
  }

  /// Returns when a broker answers, or the wait is given up.
  ///
  /// @param slice how late it is noticed that it is given up
  static void await(KafkaConfig config, Duration slice, BooleanSupplier givenUp)
      throws InterruptedException {
    Map<String, Object> client = config.client();
    client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, config.requestTimeoutMillis());
    client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, config.requestTimeoutMillis());
    try (Admin admin = Admin.create(client)) {
      KafkaFuture<?> answer = admin.describeCluster().nodes();
      while (!givenUp.getAsBoolean()) {
        try {
          answer.get(slice.toMillis(), TimeUnit.MILLISECONDS);
          return;
        } catch (ExecutionException e) {
          answer = admin.describeCluster().nodes(); // it has waited for the request timeout
        } catch (TimeoutException e) {
          continue;
        }
      }
      admin.close(Duration.ZERO);
    }
  }
}
