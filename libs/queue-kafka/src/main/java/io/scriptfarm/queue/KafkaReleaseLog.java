package io.scriptfarm.queue;

import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.ReleaseLog;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.WorkspaceName;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The log of releases on the {@link KafkaReleases topic of generations}; keeps the highest number
/// of each workspace in memory. Safe for concurrent use.
public final class KafkaReleaseLog implements ReleaseLog, AutoCloseable {
  private final KafkaReleases topic;
  private final ConcurrentMap<WorkspaceName, Long> highest = new ConcurrentHashMap<>();
  private final TopicSubscription subscription;

  public KafkaReleaseLog(KafkaReleases topic) {
    this.topic = topic;
    this.subscription = topic.subscribeNumbers(this::learn);
  }

  private void learn(WorkspaceName workspace, long generation) {
    highest.merge(workspace, generation, Math::max);
  }

  @Override
  public void announce(Release release) {
    topic.announce(release);
    learn(release.workspace(), release.generation()); // the subscription tells later
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
  public void restore(ReleaseStore store) {
    topic.restore(store);
  }

  @Override
  public void close() {
    subscription.close();
  }
}
