package io.scriptfarm.queue;

import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.QueueUnavailableException;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// A running subscription to completions; closing ends it.
public final class Subscription implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Subscription.class.getName());
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration BACKOFF = Duration.ofMillis(200);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Consumer<Completion> subscriber;
  private final Thread thread;
  private volatile boolean closing;

  Subscription(KafkaConfig config, String topic, Consumer<Completion> subscriber) {
    this.subscriber = subscriber;
    Map<String, Object> client = config.client();
    client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // Applies only when retention overtook us: then the oldest is the nearest to where we were.
    client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    client.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    this.consumer =
        new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer());
    try {
      List<TopicPartition> all =
          consumer.partitionsFor(topic, config.requestTimeout()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToEnd(all); // lazy, so the positions are asked for before we promise anything
      all.forEach(partition -> consumer.position(partition, config.requestTimeout()));
    } catch (KafkaException e) {
      consumer.close();
      if (e instanceof InterruptException) {
        Thread.currentThread().interrupt();
      }
      throw new QueueUnavailableException(
          "no subscription to %s: Kafka at %s did not answer within %s (%s)"
              .formatted(topic, config.bootstrapServers(), config.requestTimeout(), e),
          e);
    }
    this.thread = Thread.ofPlatform().daemon().name("completions").unstarted(this::run);
    thread.start();
  }

  private void run() {
    try (consumer) {
      while (!closing) {
        try {
          for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            deliver(record);
          }
        } catch (WakeupException e) {
          continue; // closing is set
        } catch (InterruptException e) {
          return;
        } catch (KafkaException e) {
          LOG.log(Level.WARNING, "completions cannot be read; trying again", e);
          LockSupport.parkNanos(BACKOFF.toNanos());
        }
      }
    }
  }

  private void deliver(ConsumerRecord<String, byte[]> record) {
    try {
      subscriber.accept(Json.read(record.value(), Completion.class));
    } catch (MalformedException e) {
      LOG.log(
          Level.WARNING,
          "skipped a malformed completion: offset={0} {1}",
          record.offset(),
          e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the subscriber failed on a completion: job=" + record.key(), e);
    }
  }

  /// Returns when the subscriber is not called any more.
  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(CLOSE_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
