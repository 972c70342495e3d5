package io.scriptfarm.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Job.Lane;
import io.scriptfarm.contract.JobQueue;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.testkit.Await;
import io.scriptfarm.testkit.FarmBackends;
import io.scriptfarm.testkit.FarmBackends.Namespace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class JobIntakeTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private KafkaConfig config;
  private Topics topics;
  private KafkaJobQueue queue;
  private Backlog backlog;
  private final List<Worker> workers = new ArrayList<>();

  @BeforeEach
  void open() {
    Namespace namespace = FarmBackends.get().namespace();
    config = KafkaConfig.of(namespace.kafkaBootstrapServers(), namespace.kafkaPrefix());
    topics = new Topics(config);
    topics.ensure(TopicUser.EVERYBODY, SOON);
    queue = new KafkaJobQueue(config);
    backlog = new Backlog(config);
  }

  @AfterEach
  void close() {
    Worker.closeAll(workers);
    queue.close();
    backlog.close();
  }

  private Worker worker() {
    Worker worker = new Worker(config);
    workers.add(worker);
    return worker;
  }

  private Worker worker(Lane lane, Slots slots) {
    Worker worker = new Worker(config, lane, slots);
    workers.add(worker);
    return worker;
  }

  private void awaitFinished() {
    Await.until(SOON, "no bulk job is unfinished", () -> backlog.unfinished().get(Lane.BULK) == 0);
  }

  @Test
  @DisplayName(
      "R2 a job that waited before the first worker came is delivered, once, to one of two")
  void deliversOnce() {
    queue.publish(Lane.BULK, Jobs.job("first"));
    assertEquals(1, backlog.unfinished().get(Lane.BULK));
    Worker a = worker().accepts(9);
    Worker b = worker().accepts(9);
    Await.until(SOON, "the job is delivered", () -> a.ids().size() + b.ids().size() == 1);
    awaitFinished();
    queue.publish(Lane.BULK, Jobs.job("second"));
    Await.until(SOON, "the second is delivered", () -> a.ids().size() + b.ids().size() == 2);
    awaitFinished();
    assertEquals(
        List.of("first", "second"),
        Stream.concat(a.ids().stream(), b.ids().stream()).sorted().toList());
    assertEquals(0, backlog.unfinished().get(Lane.INTERACTIVE));
  }

  @Test
  @DisplayName("R2 busy workers hoard nothing: three jobs run on three workers at the same time")
  void sharesEvenly() {
    List<Worker> three = List.of(worker(), worker(), worker());
    IntStream.range(0, 3).forEach(i -> queue.publish(Lane.BULK, Jobs.job("job" + i)));
    Await.until(
        Duration.ofSeconds(15), // well below the record lock of 30 s
        "each worker has a job",
        () -> three.stream().allMatch(w -> w.ids().size() == 1));
    three.forEach(w -> w.accepts(1));
    awaitFinished();
  }

  @Test
  @DisplayName("R2 hundreds of jobs on four workers: each done once")
  void doesEachOnce() {
    int jobs = 300;
    List<Worker> four = IntStream.range(0, 4).mapToObj(i -> worker().accepts(jobs)).toList();
    for (int i = 0; i < jobs; i++) {
      queue.publish(Lane.BULK, Jobs.job("job" + i));
    }
    awaitFinished();
    List<String> done = four.stream().flatMap(w -> w.ids().stream()).toList();
    assertEquals(jobs, new HashSet<>(done).size());
    assertEquals(jobs, done.size());
  }

  @Test
  @DisplayName("R43 a job that a worker gives back is delivered again, with its attempt counted")
  void redeliversReleasedJob() {
    Worker worker = worker().says(new Verdict.Release()).accepts(1);
    queue.publish(Lane.BULK, Jobs.job("again"));
    Await.until(SOON, "it came twice", () -> worker.delivered.size() == 2);
    awaitFinished();
    assertEquals(List.of(1, 2), worker.delivered.stream().map(ReceivedJob::attempt).toList());
  }

  @Test
  @DisplayName("R43 the queue answers for a job until it is done, and for one that is given back")
  void holdsWhatIsNotDone() {
    JobQueue.Place first = queue.publish(Lane.BULK, Jobs.job("first"));
    JobQueue.Place second = queue.publish(Lane.BULK, Jobs.job("second"));
    Set<JobQueue.Place> both = Set.of(first, second);
    assertEquals(both, queue.holding(both));
    Worker worker = worker().says(new Verdict.Release());
    Await.until(SOON, "one was given back, and came again", () -> worker.delivered.size() == 2);
    assertEquals(both, queue.holding(both));

    worker.accepts(2);
    Await.until(SOON, "none is held", () -> queue.holding(both).isEmpty());
  }

  @Test
  @DisplayName("R43 a worker whose store is away takes no job, and costs none a delivery")
  void takesNothingWhileItIsNotReady() {
    UnreadyWorker worker = new UnreadyWorker(config);
    workers.add(worker);
    worker.accepts(1);
    queue.publish(Lane.BULK, Jobs.job("waits"));
    Await.until(SOON, "it was asked for a while", () -> worker.questions.get() >= 4);
    assertEquals(List.of(), worker.ids());

    worker.ready = true;
    awaitFinished();
    assertEquals(List.of(1), worker.delivered.stream().map(ReceivedJob::attempt).toList());
  }

  @Test
  @DisplayName("R43 a job that fails rests before each attempt, longer and longer; others go on")
  void restsBeforeEachAttempt() {
    FailingWorker worker = new FailingWorker(config);
    workers.add(worker);
    worker.accepts(2);
    queue.publish(Lane.BULK, Jobs.job("fails"));
    queue.publish(Lane.BULK, Jobs.job("works"));
    awaitFinished();
    assertEquals(3, worker.ids().stream().filter("fails"::equals).count());
    assertEquals(1, worker.ids().stream().filter("works"::equals).count());
    assertEquals(List.of(), worker.poisoned);
    // Half of a pause is left to chance.
    assertTrue(worker.pauses().get(0).toMillis() >= 250, "it rests before the second attempt");
    assertTrue(worker.pauses().get(1).toMillis() >= 500, "and longer before the third");
  }

  @Test
  @DisplayName("R43 a rejected job goes to quarantine at once")
  void quarantinesRejectedJob() {
    Worker worker = worker().says(new Verdict.Reject("no such toolchain")).accepts(1);
    queue.publish(Lane.BULK, Jobs.job("bad"));
    queue.publish(Lane.BULK, Jobs.job("good"));
    awaitFinished();
    assertEquals(List.of("bad: no such toolchain"), worker.poisoned);
    assertEquals(List.of("bad", "good"), worker.ids());
    ConsumerRecord<String, byte[]> copy = Topic.read(config, topics.quarantine(), 1).getFirst();
    assertEquals("no such toolchain", Topic.header(copy, "reason"));
    assertEquals("bad", copy.key());
    assertEquals("1", Topic.header(copy, "attempts"));
    assertEquals(topics.jobs(Lane.BULK) + "-0-0", Topic.header(copy, "origin"));
    assertEquals(Jobs.job("bad"), Json.read(copy.value(), io.scriptfarm.contract.Job.class));
  }

  @Test
  @DisplayName("R43 a record that is no job goes to quarantine and does not block the next")
  void quarantinesMalformedRecord() {
    try (Publisher publisher = new Publisher(config)) {
      for (String value : List.of("{\"type\":\"plan-project\"}", "not JSON", "null")) {
        publisher.send(
            "rubbish",
            new ProducerRecord<>(
                topics.jobs(Lane.BULK), "rubbish", value.getBytes(StandardCharsets.UTF_8)));
      }
    }
    queue.publish(Lane.BULK, Jobs.job("good"));
    Worker worker = worker().accepts(1);
    awaitFinished();
    assertEquals(List.of("good"), worker.ids());
    assertEquals(3, worker.poisoned.size());
    assertTrue(worker.poisoned.stream().allMatch(p -> p.startsWith("-: not a valid Job")));
    assertEquals(3, Topic.read(config, topics.quarantine(), 3).size());
  }

  @Test
  @DisplayName("R43 an intake that is closed in the middle of a job gives it to another at once")
  void givesJobBackWhenClosed() {
    Worker first = worker();
    queue.publish(Lane.BULK, Jobs.job("job"));
    Await.until(SOON, "it runs", () -> first.ids().size() == 1);
    Worker second = worker().accepts(1);
    first.intake.close();
    long closed = System.nanoTime();
    assertFalse(first.intake.running());
    Await.until(SOON, "the other has it", () -> second.ids().size() == 1);
    Duration took = Duration.ofNanos(System.nanoTime() - closed);
    assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, "took over after " + took);
    assertEquals(List.of("job"), first.interrupted);
    awaitFinished();
    assertEquals(2, second.delivered.getFirst().attempt());
  }

  @Test
  @DisplayName("R41 a drain lets the running job finish and takes no other")
  void drainFinishesRunningJob() throws InterruptedException {
    Worker worker = worker();
    queue.publish(Lane.BULK, Jobs.job("running"));
    queue.publish(Lane.BULK, Jobs.job("next"));
    Await.until(SOON, "it runs", () -> worker.ids().size() == 1);
    Thread drain = Thread.ofVirtual().start(() -> worker.intake.drain(SOON));
    Await.until(SOON, "the drain has begun", worker.intake::draining);
    assertTrue(worker.intake.running());
    worker.accepts(1);
    assertTrue(drain.join(SOON));
    assertEquals(List.of("running"), worker.ids());
    assertEquals(List.of(), worker.interrupted);
    Worker other = worker().accepts(1);
    awaitFinished();
    assertEquals(List.of("next"), other.ids());
  }

  @Test
  @DisplayName("R46 an interactive job begins while bulk jobs have every slot")
  void interactiveJobsWaitForNoBulkJob() {
    Slots slots = new Slots(1);
    Worker bulk = worker(Lane.BULK, slots);
    Worker interactive = worker(Lane.INTERACTIVE, slots);
    queue.publish(Lane.BULK, Jobs.job("bulk"));
    Await.until(SOON, "the bulk job runs", () -> bulk.ids().size() == 1);
    queue.publish(Lane.INTERACTIVE, Jobs.job("save"));
    Await.until(SOON, "the save runs", () -> interactive.ids().size() == 1);
    assertEquals(2, slots.taken());
    interactive.accepts(1);
    bulk.accepts(1);
    awaitFinished();
    Await.until(SOON, "all slots are back", () -> slots.taken() == 0);
  }

  /// Is not ready at first.
  private static final class UnreadyWorker extends Worker {
    volatile boolean ready;

    UnreadyWorker(KafkaConfig config) {
      super(config);
    }

    @Override
    public boolean ready() {
      return super.ready() && ready;
    }
  }

  /// Fails twice on jobs that are called so.
  private static final class FailingWorker extends Worker {
    private final List<Long> failures = new CopyOnWriteArrayList<>(); // of System.nanoTime()

    FailingWorker(KafkaConfig config) {
      super(config);
    }

    @Override
    public Verdict handle(ReceivedJob received) throws InterruptedException {
      if (received.job().id().equals("fails")) {
        failures.add(System.nanoTime());
      }
      if (received.job().id().equals("fails") && received.attempt() <= 2) {
        delivered.add(received);
        throw new IllegalArgumentException("thrown by the test");
      }
      return super.handle(received);
    }

    /// The time between one failure and the next.
    List<Duration> pauses() {
      return IntStream.range(1, failures.size())
          .mapToObj(i -> Duration.ofNanos(failures.get(i) - failures.get(i - 1)))
          .toList();
    }
  }
}
