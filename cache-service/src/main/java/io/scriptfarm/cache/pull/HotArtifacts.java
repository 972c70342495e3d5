package io.scriptfarm.cache.pull;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.scriptfarm.cache.TransferMemory;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.store.StoredFrames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Artifacts that were asked for lately, verified once when they came from the store, within a
/// bound of bytes. They are of published generations, so the store keeps them whether or not it is
/// asked. Thread-safe.
final class HotArtifacts {
  private static final int OVERHEAD = 200; // bytes that an entry takes besides its content

  private final StoredFrames frames;
  private final TransferMemory memory;
  private final Executor threads;
  private final AsyncCache<Key, Representation> cache;

  private record Key(Digest digest, Coding coding) {}

  /// @param maxBytes of content
  HotArtifacts(StoredFrames frames, TransferMemory memory, Executor threads, long maxBytes) {
    this.frames = frames;
    this.memory = memory;
    this.threads = threads;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .<Key, Representation>weigher((_, value) -> value.length() + OVERHEAD)
            .buildAsync();
  }

  /// Empty, where the store has no such artifact; fails with what the store throws.
  CompletableFuture<Optional<Representation>> get(Digest digest, Coding coding) {
    return cache
        .get(
            new Key(digest, coding),
            (_, _) -> CompletableFuture.supplyAsync(() -> read(digest, coding), threads))
        .thenApply(Optional::ofNullable);
  }

  /// Those of `digests` that there are, as zstd frames; those that are not at hand with one request
  /// to the store.
  Map<Digest, Representation> frames(Collection<Digest> digests) {
    Set<Key> keys =
        digests.stream()
            .map(digest -> new Key(digest, Coding.ZSTD))
            .collect(Collectors.toUnmodifiableSet());
    Map<Digest, Representation> found = new HashMap<>();
    cache
        .getAll(
            keys, (absent, _) -> CompletableFuture.supplyAsync(() -> readFrames(absent), threads))
        .join()
        .forEach((key, value) -> found.put(key.digest(), value));
    return found;
  }

  private @Nullable Representation read(Digest digest, Coding coding) {
    try (TransferMemory.Share share = memory.open()) {
      Optional<byte[]> frame = frames.readFrame(digest, share);
      frame.ifPresent(zstd -> share.take(StoredFrames.contentSize(zstd)));
      return frame
          .map(zstd -> Representation.of(digest, zstd, coding))
          .orElse(null); // which the cache does not keep
    }
  }

  private Map<Key, Representation> readFrames(Set<? extends Key> keys) {
    Map<Key, Representation> found = new HashMap<>();
    List<Digest> digests = keys.stream().map(Key::digest).toList();
    try (TransferMemory.Share share = memory.open()) {
      frames.readFrames(
          digests,
          share,
          frame ->
              found.put(
                  new Key(frame.digest(), Coding.ZSTD),
                  Representation.of(frame.digest(), frame.zstd(), Coding.ZSTD)));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: memory takes it
    }
    return found;
  }
}
