package io.scriptfarm.cache.pull;

import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.WorkspaceName;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongConsumer;

/// Passes word of generations on to those who follow a workspace. Thread-safe.
final class Announcements {
  private final KnownReleases known;
  private final ConcurrentMap<WorkspaceName, Set<LongConsumer>> followers =
      new ConcurrentHashMap<>();

  Announcements(KnownReleases known) {
    this.known = known;
  }

  /// Gives each number that is announced from now on to `follower`, which must not block.
  void follow(WorkspaceName workspace, LongConsumer follower) {
    followers.compute(
        workspace,
        (_, present) -> {
          Set<LongConsumer> all = present == null ? ConcurrentHashMap.newKeySet() : present;
          all.add(follower);
          return all;
        });
  }

  void unfollow(WorkspaceName workspace, LongConsumer follower) {
    followers.computeIfPresent(
        workspace,
        (_, present) -> {
          present.remove(follower);
          return present.isEmpty() ? null : present;
        });
  }

  void published(Release release) {
    known.learn(release);
    followers
        .getOrDefault(release.workspace(), Set.of())
        .forEach(follower -> follower.accept(release.generation()));
  }

  void forgotten(WorkspaceName workspace, long generation) {
    known.forget(workspace, generation);
  }
}
