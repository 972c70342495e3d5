package io.scriptfarm.queue;

import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.Job.Lane;
import io.scriptfarm.contract.wire.Backoff;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Pulls the jobs of one lane, one at a time, as a member of the lane's share group (KIP-932), and
/// keeps each while its handler runs.
///
/// - It asks for a job only when the handler is {@link JobHandler#ready ready} and a {@link Slots
///   slot} is free. Should a job arrive when another
///   intake has just taken the slot, the job is kept (renewed) until the next slot is free.
/// - While the handler runs, the record's lock is renewed every third of its length (KIP-1222), so
///   a job may take as long as it wants; a process that dies or hangs loses the lock, and another
///   worker gets the job: at once when its connection drops, else when the lock expires.
/// - A job that is given back is kept for a moment first, longer at each attempt, so that a worker
///   that fails at once does not use up all its deliveries.
/// - A record that is no job, one that was delivered more than {@value #MAX_DELIVERIES} times, and
///   one that the handler rejects is copied to the quarantine topic, then rejected, then reported
///   by {@link JobHandler#onPoison}.
/// - A broker that goes away is waited for. The lock of a job in hand may be lost by that: its
///   handler finishes, and another worker may do the job again.
///
/// {@link Topics#ensure} comes first. Safe for concurrent use.
public final class JobIntake implements AutoCloseable {
  /// How often a record is delivered. Below the broker's own limit, past which it would vanish
  /// silently; above what the attempts at a job of which two keys are poison take.
  public static final int MAX_DELIVERIES = 8;

  private static final System.Logger LOG = System.getLogger(JobIntake.class.getName());
  private static final AtomicLong NUMBER = new AtomicLong();

  // How long a request for a job stays open at the broker. When the last slot is taken, requests
  // that are open may still bring a job that has to wait here, so it is short.
  static final Duration POLL = Duration.ofMillis(250);

  // How late a drain is noticed while waiting for a slot.
  private static final Duration SLICE = Duration.ofMillis(100);

  private static final Duration BACKOFF = Duration.ofSeconds(1);

  // Between two questions whether the handler is ready. Few, because each asks a backend.
  private static final Backoff UNREADY =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), Integer.MAX_VALUE);

  // Requests without a connection until the broker is taken to be away; the first ones connect.
  private static final int ALONE = 4;

  private final KafkaConfig config;
  private final Topics topics;
  private final Lane lane;
  private final Slots slots;
  private final Executor executor;
  private final JobHandler handler;
  private final PoisonTopic quarantine;
  private final String name;
  private final Thread thread;

  private final Drain drain = new Drain();
  private long waitingSince = System.nanoTime(); // for a slot; of the intake's thread

  private JobIntake(
      KafkaConfig config,
      String worker,
      Lane lane,
      Slots slots,
      Executor executor,
      JobHandler handler) {
    this.config = config;
    this.topics = new Topics(config);
    this.lane = lane;
    this.slots = slots;
    this.executor = executor;
    this.handler = handler;
    this.quarantine = new PoisonTopic(config, handler);
    this.name = worker + "-" + topics.workers(lane) + "-" + NUMBER.incrementAndGet();
    this.thread = Thread.ofPlatform().daemon().name("intake-" + name).unstarted(this::run);
  }

  /// Starts an intake. It joins the group in the background and keeps trying when the broker is
  /// away.
  ///
  /// @param worker names the process to Kafka's operators
  /// @param executor runs the handler; at most one task at a time for each intake
  public static JobIntake start(
      KafkaConfig config,
      String worker,
      Lane lane,
      Slots slots,
      Executor executor,
      JobHandler handler) {
    JobIntake intake = new JobIntake(config, worker, lane, slots, executor, handler);
    intake.thread.start();
    return intake;
  }

  /// Whether the intake works, or tries to; false after a drain and after a defect ended it.
  public boolean running() {
    return thread.isAlive();
  }

  /// Whether a drain has begun: no more jobs are taken.
  public boolean draining() {
    return drain.hasBegun();
  }

  /// Takes no more jobs, and returns when the intake has ended. A job in hand may run for
  /// `patience`; then its handler is interrupted and another worker gets the job.
  public void drain(Duration patience) {
    drain.begin(patience);
    try {
      // Acknowledging and leaving the group are bounded by the request timeout each.
      if (!thread.join(patience.plus(config.requestTimeout().multipliedBy(3)))) {
        LOG.log(Level.WARNING, "intake does not end; left to itself: {0}", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Gives the job in hand back at once.
  @Override
  public void close() {
    drain(Duration.ZERO);
  }

  private void run() {
    String lastProblem = "";
    try (quarantine) {
      while (!drain.hasBegun()) {
        try (KafkaShareConsumer<String, byte[]> consumer = consumer()) {
          consumer.subscribe(List.of(topics.jobs(lane)));
          int alone = 0;
          while (awaitReady() && alone < ALONE) {
            alone = serveOne(consumer) || BrokerWatch.isConnected(consumer) ? 0 : alone + 1;
            lastProblem = "";
          }
          if (!drain.hasBegun()) {
            consumer.close(Duration.ZERO); // there is nobody to take leave of
            LOG.log(Level.WARNING, "intake waits for the broker: {0}", name);
            BrokerWatch.await(config, SLICE, drain::hasBegun);
          }
        } catch (InterruptException e) {
          throw new InterruptedException(e.getMessage());
        } catch (KafkaException | IllegalStateException e) {
          // Whatever it is, a new consumer joins afresh; the broker takes back what the old one
          // held.
          if (!lastProblem.equals(String.valueOf(e))) {
            lastProblem = String.valueOf(e);
            LOG.log(Level.WARNING, "intake starts over: " + name, e);
          }
          drain.await(BACKOFF.toNanos());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private KafkaShareConsumer<String, byte[]> consumer() {
    Map<String, Object> client = config.client();
    client.put(ConsumerConfig.GROUP_ID_CONFIG, topics.workers(lane));
    client.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
    client.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    client.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    client.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    client.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(POLL.toMillis()));
    client.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, config.requestTimeoutMillis());
    client.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, config.requestTimeoutMillis());
    return new KafkaShareConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /// Gives whether there was a job.
  private boolean serveOne(KafkaShareConsumer<String, byte[]> consumer)
      throws InterruptedException {
    // With every slot taken, look now and then whether the last open request brought a job.
    boolean free = awaitFreeSlot();
    ConsumerRecords<String, byte[]> records = consumer.poll(free ? POLL : Duration.ZERO);
    for (ConsumerRecord<String, byte[]> record : records) {
      serve(new JobLease(consumer, record, config, name));
    }
    if (free) {
      waitingSince = System.nanoTime();
    }
    return !records.isEmpty();
  }

  /// Waits until the handler is ready; false once a drain has begun.
  private boolean awaitReady() throws InterruptedException {
    for (int questions = 1; !drain.hasBegun() && !handler.ready(); questions++) {
      drain.await(UNREADY.after(questions).toNanos());
    }
    return !drain.hasBegun();
  }

  private boolean awaitFreeSlot() throws InterruptedException {
    long deadline = System.nanoTime() + JobLease.renewal(config).toNanos();
    while (!drain.hasBegun() && System.nanoTime() - deadline < 0) {
      if (slots.awaitFree(lane, waitingSince, SLICE)) {
        return true;
      }
    }
    return false;
  }

  private void serve(JobLease lease) throws InterruptedException {
    ConsumerRecord<String, byte[]> record = lease.record();
    switch (JobRecord.parse(record)) {
      case JobRecord.Poison(Optional<Job> job, String reason) ->
          LeasedTask.run(lease, executor, drain, () -> quarantine(record, job, reason), () -> {});
      case JobRecord.Good(ReceivedJob received) -> {
        Optional<Slots.Slot> slot = takeSlot(lease);
        if (slot.isPresent()) {
          Slots.Slot taken = slot.get();
          LeasedTask.run(
              lease,
              executor,
              drain,
              () -> taken.run(() -> handle(record, received)),
              taken::close);
        } else if (lease.isHeld()) {
          lease.end(AcknowledgeType.RELEASE);
        }
      }
    }
  }

  /// Empty when the lease was lost, or a drain began, before a slot was free.
  private Optional<Slots.Slot> takeSlot(JobLease lease) throws InterruptedException {
    try (Slots.Turn turn = slots.turn(lane, waitingSince)) {
      while (!drain.hasBegun() && lease.isHeld()) {
        Optional<Slots.Slot> slot = turn.take(SLICE);
        if (slot.isPresent()) {
          return slot;
        }
        lease.renewIfDue();
      }
      return Optional.empty();
    }
  }

  private AcknowledgeType handle(ConsumerRecord<String, byte[]> record, ReceivedJob received)
      throws InterruptedException {
    return switch (handler.handle(received)) {
      case Verdict.Accept() -> AcknowledgeType.ACCEPT;
      case Verdict.Release() -> AcknowledgeType.RELEASE;
      case Verdict.Reject(String reason) -> quarantine(record, Optional.of(received.job()), reason);
    };
  }

  private AcknowledgeType quarantine(
      ConsumerRecord<String, byte[]> record, Optional<Job> job, String reason)
      throws InterruptedException {
    quarantine.add(record, job, reason);
    return AcknowledgeType.REJECT;
  }
}
