package io.scriptfarm.queue;

import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.ReleaseCodec;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.WorkspaceName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// The topic of generations: compacted, key = `workspace/number`, value = the release as
/// {@link ReleaseCodec} has it, or none for one that is forgotten. Whoever reads it from its
/// beginning knows every generation that is kept, also when Redis does not any more.
/// {@link Topics#ensure} comes first. Safe for concurrent use.
public final class KafkaReleases implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(KafkaReleases.class.getName());

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

  /// Is told of a generation by its number.
  @FunctionalInterface
  public interface Numbered {
    void accept(WorkspaceName workspace, long generation);
  }

  /// Gives `published` every release that is on the topic, and then every one that is announced, in
  /// order and on one thread; and `forgotten` those that are not kept any more. What they throw is
  /// logged and does not end the subscription.
  ///
  /// @throws io.scriptfarm.contract.QueueUnavailableException when the broker does not answer in
  ///     time
  public TopicSubscription subscribe(Consumer<Release> published, Numbered forgotten) {
    return new TopicSubscription(
        config,
        topics.generations(),
        TopicSubscription.Start.BEGINNING,
        (key, value) ->
            value.ifPresentOrElse(
                release -> published.accept(ReleaseCodec.decode(release)),
                () -> tell(key, forgotten)));
  }

  /// Gives `heard` every number that is on the topic or comes there, also of what is forgotten;
  /// otherwise as {@link #subscribe}.
  public TopicSubscription subscribeNumbers(Numbered heard) {
    return new TopicSubscription(
        config,
        topics.generations(),
        TopicSubscription.Start.BEGINNING,
        (key, _) -> tell(key, heard));
  }

  /// Brings back to `store` what was announced and not forgotten, if it is not there.
  ///
  /// @throws io.scriptfarm.contract.QueueUnavailableException when the topic cannot be read to its
  ///     end in time
  /// @throws io.scriptfarm.contract.StoreUnavailableException when the store does not answer
  public void restore(ReleaseStore store) {
    Map<String, Release> kept = new ConcurrentHashMap<>();
    try (TopicSubscription all =
        subscribe(
            release -> kept.put(key(release.workspace(), release.generation()), release),
            (workspace, generation) -> kept.remove(key(workspace, generation)))) {
      all.awaitCaughtUp();
    }
    for (Release release : kept.values()) {
      if (store.restore(release, release.full().unverified().blobs())) {
        LOG.log(
            System.Logger.Level.WARNING,
            "brought back generation {0} of {1}, which Redis had lost",
            release.generation(),
            release.workspace());
      }
    }
  }

  private static void tell(String key, Numbered listener) {
    int slash = key.indexOf('/');
    try {
      listener.accept(
          new WorkspaceName(key.substring(0, slash)), Long.parseLong(key.substring(slash + 1)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new MalformedException("not the key of a generation: " + key, e);
    }
  }

  private static String key(WorkspaceName workspace, long generation) {
    return workspace + "/" + generation;
  }

  @Override
  public void close() {
    publisher.close();
  }
}
