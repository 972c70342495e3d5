package io.scriptfarm.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Job.Lane;
import io.scriptfarm.contract.JobQueue;
import io.scriptfarm.contract.patience.Patience;
import io.scriptfarm.embedded.EmbeddedKafka;
import io.scriptfarm.testkit.Await;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerRestartTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir Path data;

  @Test
  @DisplayName("R43 intakes, subscriptions and publishers outlive a restart of the broker")
  void everythingOutlivesBrokerRestart() {
    EmbeddedKafka broker = EmbeddedKafka.start(data, OptionalInt.empty());
    try {
      KafkaConfig config =
          KafkaConfig.of(broker.bootstrapServers(), "restart")
              .withRequestTimeout(SOON)
              .withRecordLock(Duration.ofSeconds(5)); // what a restart forgot is delivered again
      new Topics(config).ensure(TopicUser.EVERYBODY, SOON);
      List<String> completed = new CopyOnWriteArrayList<>();
      try (KafkaJobQueue queue = new KafkaJobQueue(config);
          Backlog backlog = new Backlog(config);
          KafkaCompletions completions = new KafkaCompletions(config);
          TopicSubscription _ = completions.subscribe(c -> completed.add(c.job()));
          Worker worker = new Worker(config)) {
        queue.publish(Lane.BULK, Jobs.job("in hand"));
        queue.publish(Lane.BULK, Jobs.job("waiting"));
        Await.until(SOON, "a job runs", () -> worker.ids().equals(List.of("in hand")));

        int port = broker.port();
        broker.close();
        broker = EmbeddedKafka.start(data, OptionalInt.of(port));

        queue.publish(Lane.BULK, Jobs.job("after"));
        completions.publish(
            new Completion("in hand", "w", Set.of(), Map.of(), Map.of(), Duration.ZERO));
        Await.until(SOON, "the completion came", () -> completed.equals(List.of("in hand")));
        worker.accepts(4);
        Await.until(SOON, "nothing is unfinished", () -> backlog.unfinished().get(Lane.BULK) == 0);
        assertEquals(Set.of("in hand", "waiting", "after"), new HashSet<>(worker.ids()));
        assertTrue(worker.ids().size() <= 4, "only the job in hand may run twice: " + worker.ids());
        assertEquals(List.of(), worker.poisoned);
      }
    } finally {
      broker.close();
    }
  }

  @Test
  @DisplayName("R43 a broker that comes back without its data gets the topics again")
  void topicsComeBack() {
    Patience patience = new Patience(SOON, InstantSource.system());
    EmbeddedKafka broker = EmbeddedKafka.start(data.resolve("lost"), OptionalInt.empty());
    try {
      KafkaConfig config =
          KafkaConfig.of(broker.bootstrapServers(), "lost")
              .withRequestTimeout(Duration.ofSeconds(5));
      new Topics(config).ensure(TopicUser.EVERYBODY, SOON);
      List<String> completed = new CopyOnWriteArrayList<>();
      try (BrokerPresence _ =
              new BrokerPresence(config, TopicUser.EVERYBODY, InstantSource.system());
          KafkaJobQueue queue = new KafkaJobQueue(config);
          KafkaCompletions completions = new KafkaCompletions(config);
          TopicSubscription _ = completions.subscribe(c -> completed.add(c.job()));
          Worker worker = new Worker(config).accepts(2)) {
        queue.publish(Lane.BULK, Jobs.job("one"));
        JobQueue.Place before = queue.publish(Lane.BULK, Jobs.job("two"));
        Await.until(SOON, "the intake works", () -> worker.ids().contains("two"));

        int port = broker.port();
        broker.close();
        broker = EmbeddedKafka.start(data.resolve("new"), OptionalInt.of(port));
        patience.with(queue).publish(Lane.BULK, Jobs.job("after"));
        Await.until(SOON, "the new job comes", () -> worker.ids().contains("after"));
        assertEquals(Set.of(), queue.holding(Set.of(before)), "another broker's");
        worker.accepts(1);
        patience
            .with(completions::publish)
            .accept(new Completion("after", "w", Set.of(), Map.of(), Map.of(), Duration.ZERO));
        Await.until(SOON, "its completion comes", () -> completed.contains("after"));
      }
    } finally {
      broker.close();
    }
  }

  @Test
  @DisplayName("R43 while the broker is away, an intake rests")
  void intakeRestsWithoutBroker() {
    try (EmbeddedKafka broker = EmbeddedKafka.start(data, OptionalInt.empty())) {
      KafkaConfig config =
          KafkaConfig.of(broker.bootstrapServers(), "away").withRequestTimeout(SOON);
      new Topics(config).ensure(TopicUser.EVERYBODY, SOON);
      try (KafkaJobQueue queue = new KafkaJobQueue(config);
          Worker worker = new Worker(config).accepts(1)) {
        queue.publish(Lane.BULK, Jobs.job("first"));
        Await.until(SOON, "the intake works", () -> worker.ids().equals(List.of("first")));
        broker.close();
        Load load = new Load("intake-|consumer_background_thread");
        Await.until(SOON, "the intake takes less than a tenth of a core", () -> load.isBelow(0.1));
      }
    }
  }

  @Test
  @DisplayName("R43 whether the broker is away, and since when, is known without asking it")
  void presenceIsKnown() {
    Instant[] now = {Instant.EPOCH};
    EmbeddedKafka broker = EmbeddedKafka.start(data, OptionalInt.empty());
    int port = broker.port();
    try (BrokerPresence presence =
        new BrokerPresence(
            KafkaConfig.of(broker.bootstrapServers(), "here"), TopicUser.EVERYBODY, () -> now[0])) {
      Await.until(SOON, "it is there", () -> presence.awaySince().isEmpty());
      broker.close();
      Await.until(SOON, "it is away", () -> presence.awaySince().isPresent());
      now[0] = Instant.EPOCH.plusSeconds(60);
      broker = EmbeddedKafka.start(data, OptionalInt.of(port));
      Await.until(SOON, "it is there again", () -> presence.awaySince().isEmpty());
      broker.close();
      Await.until(SOON, "it is away again", () -> presence.awaySince().isPresent());
      assertEquals(now[0], presence.awaySince().orElseThrow());
    } finally {
      broker.close();
    }
  }

  /// What threads take of a core, over a second at least.
  private static final class Load {
    private static final long WINDOW_NANOS = 1_000_000_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Pattern names;
    private long begin = System.nanoTime();
    private long before;

    Load(String names) {
      this.names = Pattern.compile(names);
      this.before = nanos();
    }

    boolean isBelow(double share) {
      long elapsed = System.nanoTime() - begin;
      if (elapsed < WINDOW_NANOS) {
        return false;
      }
      long now = nanos();
      boolean below = now - before < share * elapsed;
      begin += elapsed;
      before = now;
      return below;
    }

    private long nanos() {
      return Arrays.stream(threads.dumpAllThreads(false, false))
          .filter(thread -> names.matcher(thread.getThreadName()).find())
          .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getThreadId())))
          .sum();
    }
  }
}
