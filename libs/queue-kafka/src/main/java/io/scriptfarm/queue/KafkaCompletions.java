package io.scriptfarm.queue;

import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// How workers tell gateways that a job is done: a broadcast. {@link Topics#ensure} comes first.
/// Safe for concurrent use.
public final class KafkaCompletions implements AutoCloseable {
  private final KafkaConfig config;
  private final Topics topics;
  private final Publisher publisher;

  public KafkaCompletions(KafkaConfig config) {
    this.config = config;
    this.topics = new Topics(config);
    this.publisher = new Publisher(config);
  }

  /// Returns when the completion is stored.
  ///
  /// @throws io.scriptfarm.contract.QueueUnavailableException when it could not be stored in time
  /// @throws io.scriptfarm.contract.PayloadTooLargeException when it settles too many keys
  public void publish(Completion completion) {
    byte[] json = Json.write(completion).getBytes(StandardCharsets.UTF_8);
    publisher.send(
        "completion of job " + completion.job(),
        new ProducerRecord<>(topics.completions(), completion.job(), json));
  }

  /// Gives `subscriber` every completion that is published after this call returned, by anyone, in
  /// order and on one thread. A broker's restart delays, but loses none. What the subscriber throws
  /// is logged and does not end the subscription.
  ///
  /// @throws io.scriptfarm.contract.QueueUnavailableException when the broker does not answer in
  ///     time
  public TopicSubscription subscribe(Consumer<Completion> subscriber) {
    return new TopicSubscription(
        config,
        topics.completions(),
        TopicSubscription.Start.END,
        (key, value) ->
            subscriber.accept(
                Json.read(
                    value.orElseThrow(() -> new MalformedException("it is empty")),
                    Completion.class)));
  }

  @Override
  public void close() {
    publisher.close();
  }
}
