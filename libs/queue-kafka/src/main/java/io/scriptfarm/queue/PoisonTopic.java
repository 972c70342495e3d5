package io.scriptfarm.queue;

import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.QueueUnavailableException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Where records go that no worker can do: each is copied to the quarantine topic with its reason,
/// and the handler is told. Safe for concurrent use.
final class PoisonTopic implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PoisonTopic.class.getName());

  private final String topic;
  private final Publisher publisher;
  private final JobHandler handler;

  PoisonTopic(KafkaConfig config, JobHandler handler) {
    this.topic = new Topics(config).quarantine();
    this.publisher = new Publisher(config);
    this.handler = handler;
  }

  /// Returns when the copy is stored and the handler knows, however long that takes: giving the
  /// record back would use up its deliveries.
  void add(ConsumerRecord<String, byte[]> record, Optional<Job> job, String reason)
      throws InterruptedException {
    store(record, reason);
    LOG.log(Level.WARNING, "quarantined {0}: {1}", JobRecord.name(record), reason);
    handler.onPoison(job, reason);
  }

  private void store(ConsumerRecord<String, byte[]> record, String reason)
      throws InterruptedException {
    ProducerRecord<String, byte[]> copy = copy(record, reason);
    boolean stored = false;
    while (!stored) {
      try {
        publisher.send("quarantined " + JobRecord.name(record), copy);
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
  }

  private ProducerRecord<String, byte[]> copy(
      ConsumerRecord<String, byte[]> record, String reason) {
    ProducerRecord<String, byte[]> copy = new ProducerRecord<>(topic, record.key(), record.value());
    header(copy, "reason", reason);
    header(copy, "origin", record.topic() + "-" + record.partition() + "-" + record.offset());
    header(copy, "attempts", Integer.toString(JobRecord.attempt(record)));
    return copy;
  }

  private static void header(ProducerRecord<String, byte[]> record, String key, String value) {
    record.headers().add(key, value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    publisher.close();
  }
}
