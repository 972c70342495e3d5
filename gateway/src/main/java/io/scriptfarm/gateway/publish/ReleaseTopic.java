package io.scriptfarm.gateway.publish;

import io.scriptfarm.contract.QueueUnavailableException;
import io.scriptfarm.contract.generation.Generations;
import io.scriptfarm.contract.generation.Release;
import io.scriptfarm.contract.generation.WorkspaceName;
import io.scriptfarm.queue.KafkaReleases;
import io.scriptfarm.queue.Subscription;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeoutException;

/// Announcements on the topic of generations, from which a Redis that lost its data is filled: when
/// a gateway starts, and when it finds that out. Thread-safe.
public final class ReleaseTopic implements Publications.Announcements, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ReleaseTopic.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaReleases topic;
  private final Generations generations;
  private final ConcurrentMap<WorkspaceName, Long> highest = new ConcurrentHashMap<>();
  private final Subscription subscription;

  public ReleaseTopic(KafkaReleases topic, Generations generations) {
    this.topic = topic;
    this.generations = generations;
    this.subscription = topic.subscribe((key, release) -> release.ifPresent(this::learn));
    Thread.ofVirtual()
        .name("generations")
        .start(
            () -> {
              try {
                restore();
              } catch (RuntimeException e) {
                LOG.log(
                    System.Logger.Level.WARNING,
                    "generations are not compared with their topic: {0}",
                    e.getMessage());
              }
            });
  }

  private void learn(Release release) {
    highest.merge(release.workspace(), release.generation(), Math::max);
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
    await(subscription);
    return highest.getOrDefault(workspace, 0L);
  }

  @Override
  public void restore() {
    Map<String, Release> kept = new ConcurrentHashMap<>();
    try (Subscription again =
        topic.subscribe(
            (key, release) ->
                release.ifPresentOrElse(known -> kept.put(key, known), () -> kept.remove(key)))) {
      await(again);
    }
    kept.values().stream().filter(this::bringBack).forEach(ReleaseTopic::tell);
  }

  private boolean bringBack(Release release) {
    return generations.restore(release, release.full().unverified().blobs());
  }

  private static void tell(Release release) {
    LOG.log(
        System.Logger.Level.WARNING,
        "brought back generation {0} of {1}, which Redis had lost",
        release.generation(),
        release.workspace());
  }

  private static void await(Subscription subscription) {
    Optional<Exception> failure = Optional.empty();
    try {
      if (!subscription.awaitCaughtUp(PATIENCE)) {
        failure = Optional.of(new TimeoutException(PATIENCE.toSeconds() + " s"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = Optional.of(e);
    }
    if (failure.isPresent()) {
      throw new QueueUnavailableException(
          "the topic of generations could not be read to its end (%s); publish again"
              .formatted(failure.get()),
          failure.get());
    }
  }

  @Override
  public void close() {
    subscription.close();
  }
}
