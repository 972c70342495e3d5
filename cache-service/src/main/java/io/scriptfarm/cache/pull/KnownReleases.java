package io.scriptfarm.cache.pull;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.scriptfarm.contract.generation.Generations;
import io.scriptfarm.contract.generation.Manifest;
import io.scriptfarm.contract.generation.Release;
import io.scriptfarm.contract.generation.WorkspaceName;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Generations that were asked for or announced lately, read and parsed once. Thread-safe.
final class KnownReleases {
  // Characters of manifests. A thousand scripts take half a million; most look at the last two.
  private static final long MAX = 16_000_000;
  // Who forgets a generation says so; when that word is lost, it is served for so long at most.
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Generations generations;
  private final Executor threads;
  private final AsyncCache<Key, PublishedView> cache =
      Caffeine.newBuilder()
          .maximumWeight(MAX)
          .<Key, PublishedView>weigher((_, view) -> view.json().length())
          .expireAfterWrite(LONGEST)
          .buildAsync();

  private record Key(WorkspaceName workspace, long generation, Manifest.View view) {}

  KnownReleases(Generations generations, Executor threads) {
    this.generations = generations;
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
    return generations
        .find(workspace, generation)
        .map(release -> new PublishedView(release, view))
        .orElse(null); // which the cache does not keep
  }

  /// Has a new generation ready for those who will ask for it: who looked at another generation of
  /// the workspace lately, in the same view.
  void learn(Release release) {
    for (Manifest.View view : Manifest.View.values()) {
      boolean lookedAt =
          cache.asMap().keySet().stream()
              .anyMatch(key -> key.workspace().equals(release.workspace()) && key.view() == view);
      if (lookedAt) {
        cache.put(
            new Key(release.workspace(), release.generation(), view),
            CompletableFuture.supplyAsync(() -> new PublishedView(release, view), threads));
      }
    }
  }

  void forget(WorkspaceName workspace, long generation) {
    for (Manifest.View view : Manifest.View.values()) {
      cache.synchronous().invalidate(new Key(workspace, generation, view));
    }
  }
}
