package io.scriptfarm.testkit;

import io.scriptfarm.embedded.EmbeddedKafka;
import io.scriptfarm.embedded.EmbeddedRedis;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/// Kafka and Redis as containers. The images can be named by `FARM_TEST_KAFKA_IMAGE` and
/// `FARM_TEST_REDIS_IMAGE`. Testcontainers removes them when the JVM ends.
final class ContainerPair {
  // Enough to pull both images over a slow line; more would look like a hang.
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
  private static final int REDIS_PORT = 6379;

  private ContainerPair() {}

  /// Absent when the containers do not start; the reason goes to standard output.
  @SuppressWarnings("resource") // they live as long as the JVM
  static Optional<FarmBackends> start() {
    KafkaContainer kafka =
        new KafkaContainer(
            DockerImageName.parse(image("FARM_TEST_KAFKA_IMAGE", "apache/kafka:4.3.1"))
                .asCompatibleSubstituteFor("apache/kafka"));
    EmbeddedKafka.groupSettings()
        .forEach(
            (name, value) ->
                kafka.withEnv("KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    GenericContainer<?> redis =
        new GenericContainer<>(DockerImageName.parse(image("FARM_TEST_REDIS_IMAGE", "redis:7.0")))
            .withExposedPorts(REDIS_PORT)
            .withCommand("redis-server", "--databases", Integer.toString(EmbeddedRedis.DATABASES));
    FutureTask<FarmBackends> start =
        new FutureTask<>(
            () -> {
              redis.start();
              kafka.start();
              return new FarmBackends(
                  kafka.getBootstrapServers(),
                  "redis://%s:%d".formatted(redis.getHost(), redis.getMappedPort(REDIS_PORT)));
            });
    Thread.ofPlatform().daemon().name("containers-start").start(start);
    try {
      FarmBackends started = start.get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    kafka.stop();
                    redis.stop();
                  },
                  "containers-shutdown"));
      return Optional.of(started);
    } catch (ExecutionException e) {
      System.out.println("containers do not start: " + e.getCause());
    } catch (TimeoutException e) {
      start.cancel(true);
      System.out.println("containers do not start within " + START_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kafka.stop();
    redis.stop();
    return Optional.empty();
  }

  private static String image(String variable, String standard) {
    return Optional.ofNullable(System.getenv(variable)).orElse(standard);
  }
}
