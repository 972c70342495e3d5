package io.scriptfarm.queue;

import io.scriptfarm.contract.generation.Release;
import io.scriptfarm.contract.generation.WorkspaceName;
import io.scriptfarm.contract.wire.ReleaseCodec;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// The topic of generations: compacted, key = `workspace/number`, value = the release as
/// {@link ReleaseCodec} has it, or none for one that is forgotten. Whoever reads it from its
/// beginning knows every generation that is kept, also when Redis does not any more.
/// {@link Topics#ensure} comes first. Safe for concurrent use.
public final class KafkaReleases implements AutoCloseable {
  private final KafkaConfig config;
  private final Topics topics;
  private final Publisher publisher;

  public KafkaReleases(KafkaConfig config) {
    this.config = config;
    this.topics = new Topics(config);
    this.publisher = new Publisher(config);
  }

  /// Returns when the announcement is stored.
  ///
  /// @throws io.scriptfarm.contract.QueueUnavailableException when it could not be stored in time
  /// @throws io.scriptfarm.contract.PayloadTooLargeException when the manifests are too large
  public void announce(Release release) {
    String key = key(release.workspace(), release.generation());
    publisher.send(
        "generation " + key,
        new ProducerRecord<>(topics.generations(), key, ReleaseCodec.encode(release)));
  }

  /// Says that a generation is forgotten; as {@link #announce}.
  public void forget(WorkspaceName workspace, long generation) {
    String key = key(workspace, generation);
    publisher.send("generation " + key, new ProducerRecord<>(topics.generations(), key, null));
  }

  /// Gives `subscriber` everything that is on the topic, and then everything that is announced, in
  /// order and on one thread: a release, or nothing for one that is forgotten, with its key. What
  /// the subscriber throws is logged and does not end the subscription.
  ///
  /// @throws io.scriptfarm.contract.QueueUnavailableException when the broker does not answer in
  ///     time
  public Subscription subscribe(BiConsumer<String, Optional<Release>> subscriber) {
    return new Subscription(
        config,
        topics.generations(),
        Subscription.Start.BEGINNING,
        (key, value) -> subscriber.accept(key, value.map(ReleaseCodec::decode)));
  }

  private static String key(WorkspaceName workspace, long generation) {
    return workspace + "/" + generation;
  }

  @Override
  public void close() {
    publisher.close();
  }
}
