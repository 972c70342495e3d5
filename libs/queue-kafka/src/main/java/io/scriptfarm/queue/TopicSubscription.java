package io.scriptfarm.queue;

import io.scriptfarm.contract.QueueUnavailableException;
import io.scriptfarm.contract.wire.MalformedException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// A running subscription to a topic; closing ends it.
public final class TopicSubscription implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(TopicSubscription.class.getName());
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration BACKOFF = Duration.ofMillis(200);
  private static final Duration CATCHING_UP = Duration.ofSeconds(30);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final KafkaConsumer<String, byte[]> consumer;
  private final String topic;
  private final Subscriber subscriber;
  private final Map<TopicPartition, Long> ends; // when the subscription began
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean closing;

  /// Where a subscription begins.
  enum Start {
    /// With everything that the topic holds.
    BEGINNING,
    /// With what comes from now on.
    END
  }

  /// Takes what is on the topic.
  @FunctionalInterface
  interface Subscriber {
    /// @param value absent where a compacted topic says that nothing has this key any more
    /// @throws MalformedException when it is to be skipped
    void accept(String key, Optional<byte[]> value);
  }

  TopicSubscription(KafkaConfig config, String topic, Start start, Subscriber subscriber) {
    this.topic = topic;
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
      // Both are lazy, so the positions are asked for before we promise anything.
      switch (start) {
        case BEGINNING -> consumer.seekToBeginning(all);
        case END -> consumer.seekToEnd(all);
      }
      all.forEach(partition -> consumer.position(partition, config.requestTimeout()));
      ends = consumer.endOffsets(all, config.requestTimeout());
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
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name(topic.substring(topic.lastIndexOf('.') + 1))
            .unstarted(this::run);
    thread.start();
  }

  private void run() {
    try (consumer) {
      while (!closing) {
        try {
          for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            deliver(record);
          }
          if (caughtUp.getCount() > 0 && isCaughtUp()) {
            caughtUp.countDown();
          }
        } catch (WakeupException e) {
          continue; // closing is set
        } catch (InterruptException e) {
          return;
        } catch (KafkaException e) {
          LOG.log(Level.WARNING, topic + " cannot be read; trying again", e);
          LockSupport.parkNanos(BACKOFF.toNanos());
        }
      }
    }
  }

  private boolean isCaughtUp() {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /// Returns when the subscriber has had everything that was on the topic when this began.
  ///
  /// @throws QueueUnavailableException when it has not within 30 seconds
  public void awaitCaughtUp() {
    String why;
    try {
      if (caughtUp.await(CATCHING_UP.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      why = CATCHING_UP.toSeconds() + " s";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      why = "interrupted";
    }
    throw new QueueUnavailableException(
        "%s could not be read to its end (%s); try again".formatted(topic, why),
        new TimeoutException(why));
  }

  private void deliver(ConsumerRecord<String, byte[]> record) {
    try {
      subscriber.accept(record.key(), Optional.ofNullable(record.value()));
    } catch (MalformedException e) {
      LOG.log(
          Level.WARNING,
          "skipped a malformed record: topic={0} offset={1} {2}",
          topic,
          record.offset(),
          e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the subscriber failed: topic=" + topic + " key=" + record.key(), e);
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
