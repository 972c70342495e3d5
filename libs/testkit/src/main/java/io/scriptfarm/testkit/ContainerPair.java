package io.scriptfarm.testkit;

import io.scriptfarm.embedded.EmbeddedKafka;
import io.scriptfarm.embedded.EmbeddedRedis;
import java.time.Duration;
import java.util.List;
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
  // Enough for one image over a slow line; more would look like a hang.
  private static final Duration PULL_TIMEOUT = Duration.ofMinutes(2);
  // Seconds, and the image of Testcontainers' own cleaner may have to be pulled.
  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
  private static final int REDIS_PORT = 6379;

  private ContainerPair() {}

  /// Absent when the containers do not start; the reason goes to standard output.
  @SuppressWarnings("resource") // they live as long as the JVM
  static Optional<FarmBackends> start() {
    String kafkaImage = image("FARM_TEST_KAFKA_IMAGE", "apache/kafka:4.3.1");
    String redisImage = image("FARM_TEST_REDIS_IMAGE", "redis:7.0");
    for (String image : List.of(kafkaImage, redisImage)) {
      if (!ContainerEngine.provides(image, PULL_TIMEOUT)) {
        System.out.println(
            "containers do not start: the engine has no image "
                + image
                + " and cannot pull it; libs/testkit/images/build.sh builds one");
        return Optional.empty();
      }
    }
    KafkaContainer kafka =
        new KafkaContainer(
            DockerImageName.parse(kafkaImage).asCompatibleSubstituteFor("apache/kafka"));
    EmbeddedKafka.singleNodeSettings()
        .forEach(
            (name, value) ->
                kafka.withEnv("KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    GenericContainer<?> redis =
        new GenericContainer<>(DockerImageName.parse(redisImage))
            .withExposedPorts(REDIS_PORT)
            .withCommand(
                "redis-server",
                "--databases",
                Integer.toString(EmbeddedRedis.DATABASES),
                "--protected-mode", // else Redis answers its own container only
                "no",
                "--save",
                "");
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
