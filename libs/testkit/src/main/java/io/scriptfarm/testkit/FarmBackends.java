package io.scriptfarm.testkit;

import io.scriptfarm.embedded.EmbeddedKafka;
import io.scriptfarm.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// The Kafka and the Redis of this JVM's tests (requirement R42): containers where a container
/// engine answers and has the images, the embedded pair elsewhere. The environment variable
/// `FARM_TEST_BACKENDS` (`auto`, `embedded`, `containers`) decides otherwise. Started at first use,
/// shared by all tests of the JVM, also across class loaders, and ended with it; a line `backends:
/// …` says which. Safe for concurrent use.
public final class FarmBackends {
  private static final String KAFKA_PROPERTY = "scriptfarm.testkit.kafka.bootstrap-servers";
  private static final String REDIS_PROPERTY = "scriptfarm.testkit.redis.uri";
  private static final String NAMESPACES_PROPERTY = "scriptfarm.testkit.namespaces";

  // Where java.util.logging has the say (Quarkus), a broker would fill the screen. Held, because
  // the
  // log manager forgets the level of a logger that nobody refers to.
  private static final List<Logger> BROKER_LOGS =
      List.of(
          Logger.getLogger("kafka"),
          Logger.getLogger("org.apache.kafka"),
          Logger.getLogger("state.change.logger"));

  private final String kafkaBootstrapServers;
  private final String redisUri;

  FarmBackends(String kafkaBootstrapServers, String redisUri) {
    this.kafkaBootstrapServers = kafkaBootstrapServers;
    this.redisUri = redisUri;
  }

  /// Topics and keys that no other test of this JVM sees: a prefix for `farm.kafka.prefix`, and the
  /// URI of an empty Redis database for `farm.redis.uri`.
  public record Namespace(String kafkaBootstrapServers, String kafkaPrefix, String redisUri) {}

  /// The pair of this JVM; starts it when nobody did.
  public static FarmBackends get() {
    // Quarkus loads this class once per application; the locks and properties of the JVM are
    // shared.
    synchronized (System.class) {
      String kafka = System.getProperty(KAFKA_PROPERTY);
      String redis = System.getProperty(REDIS_PROPERTY);
      if (kafka != null && redis != null) {
        return new FarmBackends(kafka, redis);
      }
      if (FarmBackends.class.getClassLoader() != ClassLoader.getSystemClassLoader()) {
        return fromSystemClassLoader();
      }
      FarmBackends started = start();
      System.setProperty(KAFKA_PROPERTY, started.kafkaBootstrapServers);
      System.setProperty(REDIS_PROPERTY, started.redisUri);
      return started;
    }
  }

  /// A broker whose classes belong to an application under test would lose them when Quarkus ends
  /// that application and starts the next.
  private static FarmBackends fromSystemClassLoader() {
    Thread thread = Thread.currentThread();
    ClassLoader application = thread.getContextClassLoader();
    thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
    try {
      Object started =
          Class.forName(FarmBackends.class.getName(), true, ClassLoader.getSystemClassLoader())
              .getMethod("get")
              .invoke(null);
      return new FarmBackends(
          (String) started.getClass().getMethod("kafkaBootstrapServers").invoke(started),
          (String) started.getClass().getMethod("redisUri").invoke(started));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "the backends do not start outside of the application's class loader; is testkit on the test class path?",
          e);
    } finally {
      thread.setContextClassLoader(application);
    }
  }

  public String kafkaBootstrapServers() {
    return kafkaBootstrapServers;
  }

  /// The URI of the server, without a database.
  public String redisUri() {
    return redisUri;
  }

  /// A namespace that nobody had before; a JVM has {@value EmbeddedRedis#DATABASES} - 1 of them.
  public Namespace namespace() {
    int number;
    synchronized (System.class) {
      number = Integer.getInteger(NAMESPACES_PROPERTY, 0) + 1;
      System.setProperty(NAMESPACES_PROPERTY, Integer.toString(number));
    }
    if (number >= EmbeddedRedis.DATABASES) {
      throw new IllegalStateException(
          "more namespaces than Redis databases; share one per test class, or fork a JVM per module");
    }
    return new Namespace(kafkaBootstrapServers, "test" + number, redisUri + "/" + number);
  }

  private static FarmBackends start() {
    String wanted =
        Optional.ofNullable(System.getenv("FARM_TEST_BACKENDS"))
            .orElse("auto")
            .toLowerCase(Locale.ROOT);
    return switch (wanted) {
      case "embedded" -> embedded("as asked for");
      case "auto", "containers" -> {
        Availability availability = ContainerEngine.probe();
        yield switch (availability) {
          case Availability.Answers(String version) ->
              startContainers(version)
                  .orElseGet(() -> withoutContainers(wanted, "they do not start"));
          case Availability.Absent(String why) -> withoutContainers(wanted, why);
        };
      }
      default ->
          throw new IllegalArgumentException(
              "FARM_TEST_BACKENDS is auto, embedded or containers, not " + wanted);
    };
  }

  private static Optional<FarmBackends> startContainers(String engine) {
    Optional<FarmBackends> containers = ContainerPair.start();
    containers.ifPresent(c -> System.out.println("backends: containers (engine " + engine + ")"));
    return containers;
  }

  private static FarmBackends withoutContainers(String wanted, String why) {
    if (wanted.equals("containers")) {
      System.out.println("CONTAINER TESTS NOT RUN (" + why + ")");
    }
    return embedded(why);
  }

  private static FarmBackends embedded(String why) {
    BROKER_LOGS.forEach(log -> log.setLevel(Level.WARNING));
    Path data;
    try {
      data = Files.createTempDirectory("farm-test");
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for the embedded backends", e);
    }
    // Hooks run side by side, so one ends all three in order; also what a failed start leaves.
    Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();
    open.push(() -> delete(data));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(open), "backends-shutdown"));
    EmbeddedKafka kafka = EmbeddedKafka.start(data.resolve("kafka"), OptionalInt.empty());
    open.push(kafka);
    EmbeddedRedis redis = EmbeddedRedis.start(EmbeddedRedis.Settings.in(data.resolve("redis")));
    open.push(redis);
    System.out.println("backends: embedded (" + why + ")");
    return new FarmBackends(kafka.bootstrapServers(), redis.uri());
  }

  private static void close(Deque<AutoCloseable> open) {
    for (AutoCloseable resource : open) {
      try {
        resource.close();
      } catch (Exception e) { // the declared type; the others are closed all the same
        System.err.println("not closed: " + resource + ": " + e);
      }
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("left behind: " + folder + ": " + e.getMessage());
    }
  }

  /// What the probe for a container engine found.
  sealed interface Availability {
    record Answers(String version) implements Availability {}

    record Absent(String why) implements Availability {}
  }
}
