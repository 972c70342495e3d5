package io.scriptfarm.queue;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;

/// A record in hand, with the broker's lock on it (KIP-932), which is renewed every third of its
/// length (KIP-1222). Used by the intake's thread only.
final class JobLease {
  private static final System.Logger LOG = System.getLogger(JobLease.class.getName());

  private final KafkaShareConsumer<String, byte[]> consumer;
  private final KafkaConfig config;
  private final String intake;
  private ConsumerRecord<String, byte[]> record;
  private long renewedAt = System.nanoTime();
  private boolean held = true;

  /// @param intake names the holder in logs
  JobLease(
      KafkaShareConsumer<String, byte[]> consumer,
      ConsumerRecord<String, byte[]> record,
      KafkaConfig config,
      String intake) {
    this.consumer = consumer;
    this.record = record;
    this.config = config;
    this.intake = intake;
  }

  /// How often a lock is renewed.
  static Duration renewal(KafkaConfig config) {
    return config.recordLock().dividedBy(3);
  }

  ConsumerRecord<String, byte[]> record() {
    return record;
  }

  /// Whether the lock is ours, as far as is known. It is not any more after a renewal that failed,
  /// and after the end.
  boolean isHeld() {
    return held;
  }

  long nanosToRenewal() {
    return held
        ? renewedAt + renewal(config).toNanos() - System.nanoTime()
        : TimeUnit.DAYS.toNanos(1);
  }

  void renewIfDue() {
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
    long deadline = System.nanoTime() + renewal(config).toNanos();
    while (System.nanoTime() - deadline < 0) {
      ConsumerRecords<String, byte[]> polled = consumer.poll(JobIntake.POLL);
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

  /// Says what has become of the record, if the lock is still ours.
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
        consumer.commitSync(min(config.requestTimeout(), renewal(config)));
    Optional<KafkaException> failure =
        results.values().stream().flatMap(Optional::stream).findFirst();
    failure.ifPresent(e -> LOG.log(Level.DEBUG, () -> type + " refused for " + this, e));
    return failure.isEmpty();
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  @Override
  public String toString() {
    return "%s attempt=%d intake=%s"
        .formatted(JobRecord.name(record), JobRecord.attempt(record), intake);
  }
}
