package io.scriptfarm.cache.pull;

import io.scriptfarm.contract.QueueUnavailableException;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.queue.KafkaConfig;
import io.scriptfarm.queue.KafkaReleases;
import io.scriptfarm.queue.TopicSubscription;
import io.scriptfarm.queue.TopicUser;
import io.scriptfarm.queue.Topics;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads the topic of generations: fills a Redis that has lost some, and passes on each new one.
/// Artifacts are served without it, too, so a broker that is away keeps nobody from starting; it is
/// asked again until it answers. Thread-safe.
final class ReleaseReader implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ReleaseReader.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final KafkaConfig kafka;
  private final ReleaseStore store;
  private final Announcements announcements;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("generations").factory());
  private @Nullable KafkaReleases topic; // of the thread
  private @Nullable TopicSubscription subscription; // of the thread

  ReleaseReader(KafkaConfig kafka, ReleaseStore store, Announcements announcements) {
    this.kafka = kafka;
    this.store = store;
    this.announcements = announcements;
  }

  void begin() {
    var unused = thread.submit(this::connect);
  }

  private void connect() {
    try {
      if (topic == null) {
        new Topics(kafka).ensure(TopicUser.CACHE_SERVICE, PATIENCE);
        topic = new KafkaReleases(kafka);
      }
      if (subscription == null) {
        subscription = topic.subscribe(announcements::published, announcements::forgotten);
      }
      topic.restore(store);
    } catch (QueueUnavailableException | StoreUnavailableException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "generations are not followed yet, trying again: {0}",
          e.getMessage());
      var unused = thread.schedule(this::connect, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    thread.execute(
        () -> {
          if (subscription != null) {
            subscription.close();
          }
          if (topic != null) {
            topic.close();
          }
        });
    thread.close();
  }
}
