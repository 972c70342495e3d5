package io.scriptfarm.gateway.publish;

import io.scriptfarm.orchestration.publish.Publications;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.WorkspaceName;
import io.scriptfarm.queue.KafkaReleases;
import io.scriptfarm.queue.TopicSubscription;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Announcements on the topic of generations, from which a Redis that lost its data is filled when
/// a number comes back that was given before; cache-services do so when they start. Thread-safe.
public final class KafkaAnnouncements implements Publications.Announcements, AutoCloseable {
  private final KafkaReleases topic;
  private final ReleaseStore store;
  private final ConcurrentMap<WorkspaceName, Long> highest = new ConcurrentHashMap<>();
  private final TopicSubscription subscription;

  public KafkaAnnouncements(KafkaReleases topic, ReleaseStore store) {
    this.topic = topic;
    this.store = store;
    this.subscription = topic.subscribeNumbers(this::learn);
  }

  private void learn(WorkspaceName workspace, long generation) {
    highest.merge(workspace, generation, Math::max);
  }

  @Override
  public void announce(Release release) {
    topic.announce(release);
  }

  @Override
  public void forget(WorkspaceName workspace, long generation) {
    topic.forget(workspace, generation);
  }

  @Override
  public long highest(WorkspaceName workspace) {
    subscription.awaitCaughtUp();
    return highest.getOrDefault(workspace, 0L);
  }

  @Override
  public void restore() {
    topic.restore(store);
  }

  @Override
  public void close() {
    subscription.close();
  }
}
