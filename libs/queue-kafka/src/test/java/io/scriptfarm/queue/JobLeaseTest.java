package io.scriptfarm.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.Job.Lane;
import io.scriptfarm.testkit.Await;
import io.scriptfarm.testkit.FarmBackends;
import io.scriptfarm.testkit.FarmBackends.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Locks are as short as brokers allow, and whether they have expired is asked of the broker: it
/// gives a job that nobody renews to somebody else.
class JobLeaseTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration LOCK = Duration.ofSeconds(1);

  private final List<Worker> workers = new ArrayList<>();
  private final List<KafkaShareConsumer<String, byte[]>> idlers = new ArrayList<>();
  private KafkaConfig config;
  private Topics topics;
  private KafkaJobQueue queue;
  private Backlog backlog;

  @BeforeEach
  void open() {
    Namespace namespace = FarmBackends.get().namespace();
    config =
        KafkaConfig.of(namespace.kafkaBootstrapServers(), namespace.kafkaPrefix())
            .withRecordLock(LOCK);
    topics = new Topics(config);
    topics.ensure(TopicUser.EVERYBODY, SOON);
    queue = new KafkaJobQueue(config);
    backlog = new Backlog(config);
  }

  @AfterEach
  void close() {
    Worker.closeAll(workers);
    idlers.forEach(idler -> idler.close(Duration.ZERO));
    queue.close();
    backlog.close();
  }

  @Test
  @DisplayName("R43 a job that takes longer than the record lock is renewed, not delivered again")
  void renewsLongJob() {
    List<Worker> two = two(new Slots(1), new Slots(1));
    queue.publish(Lane.BULK, Jobs.job("long"));
    Await.until(SOON, "it runs", () -> deliveries(two) == 1);
    awaitTwoLocksExpired();
    assertEquals(1, deliveries(two), "delivered again while it ran");
    two.forEach(worker -> worker.accepts(1));
    awaitFinished();
    assertEquals(1, deliveries(two));
  }

  @Test
  @DisplayName("R43 a job that waits in hand for a slot is renewed, and runs when there is one")
  void keepsJobWhileItWaitsForSlot() {
    Slots slots = new Slots(1);
    List<Worker> two = two(slots, slots);
    // So that both have joined, and have a request open when the jobs come.
    queue.publish(Lane.BULK, Jobs.job("warm-up"));
    Await.until(SOON, "one runs", () -> deliveries(two) == 1);
    two.stream().filter(worker -> worker.delivered.size() == 1).forEach(w -> w.accepts(1));
    awaitFinished();
    queue.publish(Lane.BULK, Jobs.job("a"));
    queue.publish(Lane.BULK, Jobs.job("b"));
    Await.until(SOON, "one runs", () -> deliveries(two) == 2);
    awaitTwoLocksExpired();
    assertEquals(2, deliveries(two), "there is one slot");
    two.forEach(worker -> worker.accepts(2));
    awaitFinished();
    assertEquals(3, deliveries(two));
  }

  private List<Worker> two(Slots first, Slots second) {
    workers.add(new Worker(config, Lane.BULK, first));
    workers.add(new Worker(config, Lane.BULK, second));
    return List.copyOf(workers);
  }

  private static int deliveries(List<Worker> workers) {
    return workers.stream().mapToInt(worker -> worker.delivered.size()).sum();
  }

  private void awaitFinished() {
    Await.until(SOON, "no bulk job is unfinished", () -> backlog.unfinished().get(Lane.BULK) == 0);
  }

  /// Returns when a job of the other lane, which began later and is not renewed, was given to a
  /// third member of its group.
  private void awaitTwoLocksExpired() {
    queue.publish(Lane.INTERACTIVE, Jobs.job("not renewed"));
    for (short delivery = 1; delivery <= 3; delivery++) {
      assertEquals(delivery, takeAndHang().deliveryCount().orElseThrow());
    }
  }

  /// Takes a job like a worker that hangs then.
  private ConsumerRecord<String, byte[]> takeAndHang() {
    Map<String, Object> client = new HashMap<>(config.client());
    client.put(ConsumerConfig.GROUP_ID_CONFIG, topics.workers(Lane.INTERACTIVE));
    client.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    KafkaShareConsumer<String, byte[]> idler =
        new KafkaShareConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer());
    idlers.add(idler);
    idler.subscribe(List.of(topics.jobs(Lane.INTERACTIVE)));
    List<ConsumerRecord<String, byte[]>> taken = new ArrayList<>();
    Await.until(
        SOON,
        "the broker gives the job away",
        () -> {
          idler.poll(Duration.ofMillis(50)).forEach(taken::add);
          return !taken.isEmpty();
        });
    return taken.getFirst();
  }
}
