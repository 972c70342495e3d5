package io.scriptfarm.delivery.pull;

import io.scriptfarm.contract.QueueUnavailableException;
import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.publication.WorkspaceName;
import io.scriptfarm.queue.KafkaConfig;
import io.scriptfarm.queue.KafkaReleases;
import io.scriptfarm.queue.TopicSubscription;
import java.io.InterruptedIOException;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// Hears of generations on the farm's topic of them, with their manifests, for servers that reach
/// the farm's Kafka. Needs the module `queue-kafka`, which this one does not bring along.
public final class KafkaFeed implements GenerationFeed {
  private static final System.Logger LOG = System.getLogger(KafkaFeed.class.getName());

  private final KafkaConfig kafka;

  public KafkaFeed(KafkaConfig kafka) {
    this.kafka = kafka;
  }

  @Override
  public void follow(WorkspaceName workspace, Consumer<Announcement> taker)
      throws InterruptedException {
    try (KafkaReleases releases = new KafkaReleases(kafka);
        TopicSubscription subscription = subscribe(releases, workspace, taker)) {
      new CountDownLatch(1).await();
    }
  }

  private static TopicSubscription subscribe(
      KafkaReleases releases, WorkspaceName workspace, Consumer<Announcement> taker)
      throws InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        return releases.subscribe(
            release -> {
              if (release.workspace().equals(workspace)) {
                taker.accept(new Announcement(release.generation(), Optional.of(release)));
              }
            },
            (_, _) -> {});
      } catch (QueueUnavailableException e) {
        LOG.log(Level.WARNING, e.getMessage());
      }
      try {
        Backoff.STANDARD.pause(failures);
      } catch (InterruptedIOException e) {
        throw new InterruptedException(e.getMessage());
      }
    }
  }
}
