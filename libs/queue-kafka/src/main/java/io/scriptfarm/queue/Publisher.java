package io.scriptfarm.queue;

import io.scriptfarm.contract.PayloadTooLargeException;
import io.scriptfarm.contract.QueueUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// An idempotent producer whose `send` returns when the brokers have the record durably.
final class Publisher implements AutoCloseable {
  private final KafkaConfig config;
  private final KafkaProducer<String, byte[]> producer;

  Publisher(KafkaConfig config) {
    this.config = config;
    this.producer = producer(config);
  }

  static KafkaProducer<String, byte[]> producer(KafkaConfig config) {
    Map<String, Object> client = config.client();
    client.put(ProducerConfig.ACKS_CONFIG, "all");
    client.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    client.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    client.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"); // digests in JSON halve
    client.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
    client.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, config.requestTimeoutMillis());
    // A request that a restarting broker swallowed is repeated while there is time left.
    client.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, config.requestTimeoutMillis() / 2);
    client.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, config.requestTimeoutMillis());
    return new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
  }

  /// Gives the record's offset in its partition.
  ///
  /// @throws PayloadTooLargeException when the value exceeds {@link Topics#MAX_MESSAGE_BYTES}
  /// @throws QueueUnavailableException when the record is not known to be stored in time
  long send(String what, ProducerRecord<String, byte[]> record) {
    if (record.value() != null) { // none says that nothing has this key any more
      requireFits(what, record.value());
    }
    try {
      Future<RecordMetadata> sent = producer.send(record);
      return sent.get(2L * config.requestTimeoutMillis(), TimeUnit.MILLISECONDS).offset();
    } catch (ExecutionException e) {
      throw failure(what, record, causeOf(e));
    } catch (TimeoutException | KafkaException e) {
      if (e instanceof InterruptException) {
        Thread.currentThread().interrupt();
      }
      throw failure(what, record, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(what, record, e);
    }
  }

  static void requireFits(String what, byte[] value) {
    if (value.length > Topics.MAX_MESSAGE_BYTES) {
      throw new PayloadTooLargeException(what, value.length, Topics.MAX_MESSAGE_BYTES);
    }
  }

  static Throwable causeOf(ExecutionException e) {
    return Objects.requireNonNullElse(e.getCause(), e);
  }

  /// What a failure says to people.
  static String reason(Throwable cause) {
    return Objects.requireNonNullElse(cause.getMessage(), "no answer in time");
  }

  private RuntimeException failure(
      String what, ProducerRecord<String, byte[]> record, Throwable cause) {
    if (cause instanceof RecordTooLargeException) {
      return new PayloadTooLargeException(what, record.value().length, Topics.MAX_MESSAGE_BYTES);
    }
    return new QueueUnavailableException(
        "%s may not be stored: Kafka at %s did not confirm within %d s (%s)"
            .formatted(
                what,
                config.bootstrapServers(),
                config.requestTimeout().toSeconds(),
                reason(cause)),
        cause);
  }

  @Override
  public void close() {
    producer.close(Duration.ofMillis(config.requestTimeoutMillis()));
  }
}
