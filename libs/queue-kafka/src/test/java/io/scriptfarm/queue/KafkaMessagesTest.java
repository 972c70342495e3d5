package io.scriptfarm.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Job.Lane;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.QueueUnavailableException;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.testkit.Await;
import io.scriptfarm.testkit.FarmBackends.Namespace;
import io.scriptfarm.testkit.FarmExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(FarmExtension.class)
class KafkaMessagesTest {
  private static final Toolchain TOOLCHAIN =
      new Toolchain("6.0.0", "1.37.0", Digest.ofUtf8("toolchain"));
  private static final Duration SOON = Duration.ofSeconds(20);

  private final KafkaConfig config;
  private final Topics topics;

  KafkaMessagesTest(Namespace namespace) {
    config = KafkaConfig.of(namespace.kafkaBootstrapServers(), namespace.kafkaPrefix());
    topics = new Topics(config);
    topics.ensure(TopicUser.EVERYBODY, SOON);
  }

  @Test
  @DisplayName("R2 every subscriber gets every completion that is published after it subscribed")
  void completionsReachEverySubscriber() {
    List<Completion> a = new CopyOnWriteArrayList<>();
    List<Completion> b = new CopyOnWriteArrayList<>();
    try (KafkaCompletions completions = new KafkaCompletions(config);
        KafkaCompletions elsewhere = new KafkaCompletions(config)) {
      completions.publish(completion("before"));
      try (TopicSubscription _ = completions.subscribe(a::add);
          TopicSubscription _ = elsewhere.subscribe(b::add)) {
        List<Completion> published =
            IntStream.range(0, 50).mapToObj(i -> completion("job" + i)).toList();
        published.forEach(completions::publish);
        Await.until(SOON, "both have all", () -> a.size() >= 50 && b.size() >= 50);
        assertEquals(published, a);
        assertEquals(published, b);
      }
    }
  }

  @Test
  @DisplayName("R43 a subscription survives malformed completions and a subscriber that throws")
  void subscriptionSurvives() {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (KafkaCompletions completions = new KafkaCompletions(config);
        Publisher publisher = new Publisher(config);
        TopicSubscription _ =
            completions.subscribe(
                c -> {
                  seen.add(c.job());
                  throw new IllegalStateException("thrown by the test");
                })) {
      publisher.send(
          "rubbish", new ProducerRecord<>(topics.completions(), "x", new byte[] {1, 2, 3}));
      completions.publish(completion("one"));
      completions.publish(completion("two"));
      Await.until(SOON, "both came", () -> seen.equals(List.of("one", "two")));
    }
  }

  @Test
  @DisplayName("R5 a Kafka consumer gets a build's events in order, with their kind in a header")
  void eventsAreOnTheResultsTopic() {
    List<BuildEvent> events =
        List.of(
            new BuildEvent.Planned("b1", 1, 10, 3, TOOLCHAIN, List.of()),
            new BuildEvent.Finished(
                "b1",
                2,
                new BuildEvent.Aborted(CompileOutcome.Blame.USER, "no tsconfig.json"),
                new BuildEvent.Summary(0, 0, 0, 0, Duration.ofMillis(5))));
    try (KafkaBuildEvents results = new KafkaBuildEvents(config)) {
      events.forEach(results::publish);
      List<ConsumerRecord<String, byte[]>> records = Topic.read(config, topics.results(), 2);
      assertEquals(
          events, records.stream().map(r -> Json.read(r.value(), BuildEvent.class)).toList());
      assertEquals(List.of("b1", "b1"), records.stream().map(ConsumerRecord::key).toList());
      assertEquals(
          List.of("planned", "finished"),
          records.stream().map(r -> Topic.header(r, "type")).toList());
      assertEquals(0, results.lost());
    }
  }

  @Test
  @DisplayName("R43 a build of more events than can wait loses none of them")
  void aBuildIsNotFasterThanTheResultsTopic() {
    int events = 100_000;
    try (KafkaBuildEvents results = new KafkaBuildEvents(config)) {
      for (int i = 1; i <= events; i++) {
        results.publish(new BuildEvent.Planned("large", i, 1, 0, TOOLCHAIN, List.of()));
      }
      assertEquals(0, results.lost());
      List<ConsumerRecord<String, byte[]>> records = Topic.read(config, topics.results(), events);
      assertEquals(events, Json.read(records.getLast().value(), BuildEvent.class).sequence());
    }
  }

  @Test
  @DisplayName("R43 without a broker a build waits once, and not for each event")
  void waitsOnceForNobody() {
    KafkaConfig nowhere =
        KafkaConfig.of("127.0.0.1:1", "x").withRequestTimeout(Duration.ofMillis(100));
    assertTimeoutPreemptively(
        SOON,
        () -> {
          try (KafkaBuildEvents events = new KafkaBuildEvents(nowhere)) {
            for (int i = 1; i <= 30_000; i++) {
              events.publish(new BuildEvent.Planned("b", i, 1, 0, TOOLCHAIN, List.of()));
            }
            assertTrue(events.lost() >= 9_000, () -> events.lost() + " are lost");
          }
        });
  }

  @Test
  @DisplayName("R43 a large job arrives, and one over the cap is refused by size")
  void capsJobs() {
    try (KafkaJobQueue queue = new KafkaJobQueue(config);
        Worker worker = new Worker(config)) {
      worker.accepts(1);
      queue.publish(Lane.BULK, Jobs.withTasks("large", 25_000));
      Await.until(SOON, "it arrived", () -> worker.ids().equals(List.of("large")));
      PayloadTooLargeException refusal =
          assertThrows(
              PayloadTooLargeException.class,
              () -> queue.publish(Lane.BULK, Jobs.withTasks("larger", 40_000)));
      assertTrue(refusal.getMessage().startsWith("job larger has "), refusal.getMessage());
    }
  }

  @Test
  @DisplayName(
      "R43 without a broker, publishing fails in bounded time and events are counted as lost")
  void saysThatKafkaIsAway() {
    KafkaConfig nowhere =
        KafkaConfig.of("127.0.0.1:1", "x").withRequestTimeout(Duration.ofMillis(100));
    try (KafkaJobQueue queue = new KafkaJobQueue(nowhere);
        KafkaBuildEvents events = new KafkaBuildEvents(nowhere);
        Backlog backlog = new Backlog(nowhere)) {
      QueueUnavailableException failure =
          assertThrows(
              QueueUnavailableException.class, () -> queue.publish(Lane.BULK, Jobs.job("lost")));
      assertTrue(failure.getMessage().contains("127.0.0.1:1"), failure.getMessage());
      assertThrows(QueueUnavailableException.class, backlog::unfinished);
      assertThrows(
          QueueUnavailableException.class,
          () -> new Topics(nowhere).ensure(TopicUser.EVERYBODY, Duration.ofMillis(100)));
      assertThrows(
          QueueUnavailableException.class, () -> new KafkaCompletions(nowhere).subscribe(c -> {}));
      events.publish(new BuildEvent.Planned("b", 1, 1, 0, TOOLCHAIN, List.of()));
      Await.until(SOON, "the event is given up", () -> events.lost() == 1);
    }
  }

  @Test
  @DisplayName("R40 creating the topics again changes nothing")
  void ensureIsIdempotent() {
    topics.ensure(TopicUser.EVERYBODY, SOON);
    topics.ensure(TopicUser.EVERYBODY, SOON);
  }

  private static Completion completion(String job) {
    CompileKey key = CompileKey.of("test", job);
    CompileKey other = CompileKey.of("test", job, "other");
    return new Completion(
        job,
        "worker",
        Set.of(key),
        Map.of(key, Duration.ofMillis(7)),
        Map.of(other, new CompileOutcome.Failed(CompileOutcome.Blame.RESOURCES, "time is up")),
        Duration.ofMillis(12));
  }
}
