package io.scriptfarm.queue;

import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.Job.Lane;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.QueueUnavailableException;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Pulls the jobs of one lane, one at a time, as a member of the lane's share group (KIP-932), and
/// keeps each while its handler runs.
///
/// - It asks for a job only when a {@link Slots slot} is free. Should a job arrive when another
///   intake has just taken the slot, the job is kept (renewed) until the next slot is free.
/// - While the handler runs, the record's lock is renewed every third of its length (KIP-1222), so
///   a job may take as long as it wants; a process that dies or hangs loses the lock, and another
///   worker gets the job: at once when its connection drops, else when the lock expires.
/// - A record that is no job, one that was delivered more than {@value #MAX_ATTEMPTS} times, and
///   one that the handler rejects is copied to the quarantine topic, then rejected, then reported
///   by {@link JobHandler#onPoison}.
/// - A broker that goes away is waited for. The lock of a job in hand may be lost by that: its
///   handler finishes, and another worker may do the job again.
///
/// {@link Topics#ensure} comes first. Safe for concurrent use.
public final class JobIntake implements AutoCloseable {
  /// How often a job is tried. Below the broker's own limit, past which it would vanish silently.
  public static final int MAX_ATTEMPTS = 3;

  private static final System.Logger LOG = System.getLogger(JobIntake.class.getName());
  private static final AtomicLong NUMBER = new AtomicLong();

  // How long a request for a job stays open at the broker. When the last slot is taken, requests
  // that are open may still bring a job that has to wait here, so it is short.
  private static final Duration POLL = Duration.ofMillis(250);

  // How late a drain is noticed while waiting for a slot.
  private static final Duration SLICE = Duration.ofMillis(100);

  private static final Duration BACKOFF = Duration.ofSeconds(1);

  // Requests without a connection until the broker is taken to be away; the first ones connect.
  private static final int ALONE = 4;

  private final KafkaConfig config;
  private final Topics topics;
  private final Lane lane;
  private final Slots slots;
  private final Executor executor;
  private final JobHandler handler;
  private final Publisher quarantine;
  private final String name;
  private final Thread thread;

  // Wakes the intake's thread: the handler has ended, or a drain begins.
  private final Semaphore signal = new Semaphore(0);
  private volatile boolean draining;
  private volatile long drainDeadline; // of System.nanoTime(), once draining

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
    this.quarantine = new Publisher(config);
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
    return draining;
  }

  /// Takes no more jobs, and returns when the intake has ended. A job in hand may run for
  /// `patience`; then its handler is interrupted and another worker gets the job.
  public void drain(Duration patience) {
    drainDeadline = System.nanoTime() + patience.toNanos();
    draining = true;
    signal.release();
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
      while (!draining) {
        try (KafkaShareConsumer<String, byte[]> consumer = consumer()) {
          consumer.subscribe(List.of(topics.jobs(lane)));
          int alone = 0;
          while (!draining && alone < ALONE) {
            alone = serveOne(consumer) || BrokerWatch.isConnected(consumer) ? 0 : alone + 1;
            lastProblem = "";
          }
          if (!draining) {
            consumer.close(Duration.ZERO); // there is nobody to take leave of
            LOG.log(Level.WARNING, "intake waits for the broker: {0}", name);
            BrokerWatch.await(config, SLICE, () -> draining);
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
          signal.tryAcquire(BACKOFF.toMillis(), TimeUnit.MILLISECONDS);
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
      serve(new Lease(consumer, record));
    }
    return !records.isEmpty();
  }

  private boolean awaitFreeSlot() throws InterruptedException {
    long deadline = System.nanoTime() + renewal().toNanos();
    while (!draining && System.nanoTime() - deadline < 0) {
      if (slots.awaitFree(lane, SLICE)) {
        return true;
      }
    }
    return false;
  }

  private Duration renewal() {
    return config.recordLock().dividedBy(3);
  }

  private void serve(Lease lease) throws InterruptedException {
    switch (parse(lease.record)) {
      case Parsed.Poison(Optional<Job> job, String reason) ->
          settle(lease, () -> quarantine(lease.record, job, reason), () -> {});
      case Parsed.Good(Delivery delivery) -> {
        Optional<Slots.Slot> slot = takeSlot(lease);
        if (slot.isPresent()) {
          settle(lease, () -> handle(lease.record, delivery), slot.get()::close);
        } else if (lease.held()) {
          lease.end(AcknowledgeType.RELEASE);
        }
      }
    }
  }

  /// Empty when the lease was lost, or a drain began, before a slot was free.
  private Optional<Slots.Slot> takeSlot(Lease lease) throws InterruptedException {
    while (!draining && lease.held()) {
      Optional<Slots.Slot> slot = slots.take(lane, SLICE);
      if (slot.isPresent()) {
        return slot;
      }
      lease.renewIfDue();
    }
    return Optional.empty();
  }

  /// Runs `work` on the executor, keeps the lease meanwhile, and acknowledges as the work's verdict
  /// says. `afterwards` runs once, when the work has really ended.
  private void settle(Lease lease, Callable<AcknowledgeType> work, Runnable afterwards)
      throws InterruptedException {
    signal.drainPermits(); // of an earlier task; a drain is seen by its flag
    AtomicBoolean begun = new AtomicBoolean();
    FutureTask<AcknowledgeType> task =
        new FutureTask<>(
            () -> {
              if (!begun.compareAndSet(false, true)) {
                return AcknowledgeType.RELEASE;
              }
              try {
                return work.call();
              } finally {
                afterwards.run();
              }
            }) {
          @Override
          protected void done() {
            signal.release();
          }
        };
    try {
      executor.execute(task);
      awaitEnd(task, lease);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.WARNING, "job given back, the worker is ending: {0}", lease);
    } finally {
      task.cancel(true); // does nothing to a task that is done
      if (begun.compareAndSet(false, true)) {
        afterwards.run(); // the task never began, and now never will
      }
    }
    lease.end(verdict(task, lease));
  }

  /// Returns when the task is done, or a drain's patience has ended.
  private void awaitEnd(FutureTask<AcknowledgeType> task, Lease lease) throws InterruptedException {
    while (!task.isDone()) {
      long wait = lease.nanosToRenewal();
      if (draining) {
        wait = Math.min(wait, drainDeadline - System.nanoTime());
      }
      if (!signal.tryAcquire(Math.max(0, wait), TimeUnit.NANOSECONDS)) {
        if (draining && drainDeadline - System.nanoTime() <= 0) {
          LOG.log(Level.INFO, "job given back while it runs, the worker drains: {0}", lease);
          return;
        }
        lease.renewIfDue();
      }
    }
  }

  private static AcknowledgeType verdict(FutureTask<AcknowledgeType> task, Lease lease) {
    return switch (task.state()) {
      case SUCCESS -> task.resultNow();
      case FAILED -> {
        LOG.log(Level.ERROR, "job failed and is given back: " + lease, task.exceptionNow());
        yield AcknowledgeType.RELEASE;
      }
      case CANCELLED, RUNNING -> AcknowledgeType.RELEASE;
    };
  }

  private AcknowledgeType handle(ConsumerRecord<String, byte[]> record, Delivery delivery)
      throws InterruptedException {
    return switch (handler.handle(delivery)) {
      case Verdict.Accept() -> AcknowledgeType.ACCEPT;
      case Verdict.Release() -> AcknowledgeType.RELEASE;
      case Verdict.Reject(String reason) -> quarantine(record, Optional.of(delivery.job()), reason);
    };
  }

  /// Copies the record to the quarantine topic, for as long as that takes: giving it back would use
  /// up its deliveries.
  private AcknowledgeType quarantine(
      ConsumerRecord<String, byte[]> record, Optional<Job> job, String reason)
      throws InterruptedException {
    ProducerRecord<String, byte[]> copy =
        new ProducerRecord<>(topics.quarantine(), record.key(), record.value());
    header(copy, "reason", reason);
    header(copy, "origin", record.topic() + "-" + record.partition() + "-" + record.offset());
    header(copy, "attempts", Integer.toString(attempt(record)));
    boolean stored = false;
    while (!stored) {
      try {
        quarantine.send("quarantined " + name(record), copy);
        stored = true;
      } catch (QueueUnavailableException e) {
        if (Thread.interrupted()) {
          throw (InterruptedException) new InterruptedException().initCause(e);
        }
        LOG.log(
            Level.WARNING, "quarantine does not take a record; trying again: {0}", e.getMessage());
      } catch (PayloadTooLargeException e) {
        LOG.log(
            Level.ERROR,
            "a record is too large for the quarantine and is lost: {0}",
            e.getMessage());
        stored = true;
      }
    }
    LOG.log(Level.WARNING, "quarantined {0}: {1}", name(record), reason);
    handler.onPoison(job, reason);
    return AcknowledgeType.REJECT;
  }

  private static void header(ProducerRecord<String, byte[]> record, String key, String value) {
    record.headers().add(key, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String name(ConsumerRecord<String, byte[]> record) {
    return "job " + (record.key() == null ? "(no id)" : record.key());
  }

  private static int attempt(ConsumerRecord<String, byte[]> record) {
    return record.deliveryCount().orElse((short) 1);
  }

  private static Parsed parse(ConsumerRecord<String, byte[]> record) {
    int attempt = attempt(record);
    if (record.value() == null) {
      return new Parsed.Poison(Optional.empty(), "the record has no value");
    }
    Job job;
    try {
      job = Json.read(record.value(), Job.class);
    } catch (MalformedException e) {
      return new Parsed.Poison(Optional.empty(), String.valueOf(e.getMessage()));
    }
    if (attempt > MAX_ATTEMPTS) {
      return new Parsed.Poison(
          Optional.of(job),
          "%d workers failed or died on this job; it will not be tried again"
              .formatted(MAX_ATTEMPTS));
    }
    return new Parsed.Good(new Delivery(job, attempt));
  }

  /// What a record turned out to be.
  private sealed interface Parsed {
    record Good(Delivery delivery) implements Parsed {}

    record Poison(Optional<Job> job, String reason) implements Parsed {}
  }

  /// A record in hand, with the broker's lock on it. Used by the intake's thread only.
  private final class Lease {
    private final KafkaShareConsumer<String, byte[]> consumer;
    private ConsumerRecord<String, byte[]> record;
    private long renewedAt = System.nanoTime();
    private boolean held = true;

    Lease(KafkaShareConsumer<String, byte[]> consumer, ConsumerRecord<String, byte[]> record) {
      this.consumer = consumer;
      this.record = record;
    }

    boolean held() {
      return held;
    }

    long nanosToRenewal() {
      return held ? renewedAt + renewal().toNanos() - System.nanoTime() : TimeUnit.DAYS.toNanos(1);
    }

    void renewIfDue() throws InterruptedException {
      if (!held || nanosToRenewal() > 0) {
        return;
      }
      long begun = System.nanoTime();
      if (!acknowledge(AcknowledgeType.RENEW) || !takeBack()) {
        held = false;
        LOG.log(Level.WARNING, "lock lost, another worker may get the job as well: {0}", this);
        return;
      }
      renewedAt = begun;
    }

    /// After a renewal the record has to be polled again before it can be acknowledged again.
    private boolean takeBack() {
      long deadline = System.nanoTime() + renewal().toNanos();
      while (System.nanoTime() - deadline < 0) {
        ConsumerRecords<String, byte[]> polled = consumer.poll(POLL);
        for (ConsumerRecord<String, byte[]> again : polled) {
          if (again.offset() == record.offset() && again.partition() == record.partition()) {
            record = again;
            return true;
          }
          // The renewal failed after all, and the consumer went on to the next job.
          consumer.acknowledge(again, AcknowledgeType.RELEASE);
          consumer.commitSync(config.requestTimeout());
          return false;
        }
      }
      return false;
    }

    void end(AcknowledgeType type) {
      if (held && !acknowledge(type)) {
        LOG.log(
            Level.WARNING,
            "{0} was not acknowledged, another worker may get the job as well: {1}",
            type,
            this);
      }
      held = false;
    }

    /// Whether the broker confirmed.
    private boolean acknowledge(AcknowledgeType type) {
      consumer.acknowledge(record, type);
      Map<?, Optional<KafkaException>> results =
          consumer.commitSync(min(config.requestTimeout(), renewal()));
      Optional<KafkaException> failure =
          results.values().stream().flatMap(Optional::stream).findFirst();
      failure.ifPresent(e -> LOG.log(Level.DEBUG, () -> type + " refused for " + this, e));
      return failure.isEmpty();
    }

    @Override
    public String toString() {
      return "%s attempt=%d intake=%s".formatted(name(record), attempt(record), name);
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
