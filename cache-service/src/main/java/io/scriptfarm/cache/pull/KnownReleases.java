package io.scriptfarm.cache.pull;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.Releases;
import io.scriptfarm.publication.WorkspaceName;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Generations that were asked for or announced lately, read and parsed once; of a workspace where
/// one comes after the other, the last two. Thread-safe.
final class KnownReleases {
  // Characters of manifests. A thousand scripts take half a million.
  private static final long MAX = 16_000_000;
  // Who forgets a generation says so; when that word is lost, it is served for so long at most.
  private static final Duration LONGEST = Duration.ofMinutes(10);

  // A save changes a few artifacts; what many need of a large update comes when they ask for it.
  private static final int MAX_FRESH = 100;

  private final Releases releases;
  private final HotArtifacts artifacts;
  private final Executor threads;
  private final AsyncCache<Key, PublishedView> cache =
      Caffeine.newBuilder()
          .maximumWeight(MAX)
          .<Key, PublishedView>weigher((_, view) -> view.json().length())
          .expireAfterWrite(LONGEST)
          .buildAsync();

  private record Key(WorkspaceName workspace, long generation, Manifest.View view) {}

  KnownReleases(Releases releases, HotArtifacts artifacts, Executor threads) {
    this.releases = releases;
    this.artifacts = artifacts;
    this.threads = threads;
  }

  /// Empty, where there is no such generation (any more); fails with what the store throws.
  CompletableFuture<Optional<PublishedView>> get(
      WorkspaceName workspace, long generation, Manifest.View view) {
    return cache
        .get(
            new Key(workspace, generation, view),
            (_, _) ->
                CompletableFuture.supplyAsync(() -> read(workspace, generation, view), threads))
        .thenApply(Optional::ofNullable);
  }

  private @Nullable PublishedView read(
      WorkspaceName workspace, long generation, Manifest.View view) {
    return releases
        .find(workspace, generation)
        .map(release -> new PublishedView(release, view))
        .orElse(null); // which the cache does not keep
  }

  /// Has a new generation ready for those who will ask for it: who looked at an earlier one of the
  /// workspace lately, in the same view, and lacks what that did not have. Of the earlier ones only
  /// the youngest stays: each save makes a new one, and the garbage collector copies what stays.
  void learn(Release release) {
    ConcurrentMap<Key, PublishedView> all = cache.synchronous().asMap();
    for (Manifest.View view : Manifest.View.values()) {
      List<Key> earlier =
          all.keySet().stream()
              .filter(key -> key.workspace().equals(release.workspace()) && key.view() == view)
              .sorted(Comparator.comparingLong(Key::generation).reversed())
              .toList();
      earlier.stream().skip(1).forEach(all::remove);
      earlier.stream().findFirst().map(all::get).ifPresent(before -> learn(release, view, before));
    }
  }

  private void learn(Release release, Manifest.View view, PublishedView before) {
    CompletableFuture<PublishedView> next =
        CompletableFuture.supplyAsync(() -> new PublishedView(release, view), threads);
    cache.put(new Key(release.workspace(), release.generation(), view), next);
    var unused =
        next.thenAcceptAsync(
            now -> {
              Set<Digest> fresh = now.beyond(before);
              if (fresh.size() <= MAX_FRESH) {
                artifacts.frames(fresh);
              }
            },
            threads);
  }

  void forget(WorkspaceName workspace, long generation) {
    for (Manifest.View view : Manifest.View.values()) {
      cache.synchronous().invalidate(new Key(workspace, generation, view));
    }
  }
}
