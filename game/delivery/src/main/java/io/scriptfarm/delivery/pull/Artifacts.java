package io.scriptfarm.delivery.pull;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.delivery.PackedScript;
import io.scriptfarm.publication.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Fetches artifacts: from the addresses that a manifest names, and what is not to be had there
/// from the farm: small ones in packs, large ones by themselves, so that a cut connection costs at
/// most one chunk. Safe for concurrent use.
final class Artifacts {
  /// What is larger, in bytes unpacked, is fetched by itself and resumed. A pack that is cut begins
  /// again with the artifact that was on its way.
  static final int CHUNK = 64 * 1024;

  private static final int PER_PACK = 1_000;
  private static final int CDN_AT_ONCE = 16;
  private static final int LARGE_AT_ONCE = 4;

  private final Transport transport;
  private final FarmRequests requests;
  private final CacheAddress farm;
  private final PullMeters meters;

  Artifacts(Transport transport, FarmRequests requests, CacheAddress farm, PullMeters meters) {
    this.transport = transport;
    this.requests = requests;
    this.farm = farm;
    this.meters = meters;
  }

  /// Gives each of `digests` to `taker`, verified, in any order and from several threads.
  ///
  /// @throws PullException when one is not to be had; others may have been given then
  void fetch(Manifest manifest, Set<Digest> digests, Consumer<PackedScript> taker)
      throws PullException {
    Set<Digest> open = ConcurrentHashMap.newKeySet();
    open.addAll(digests);
    Consumer<PackedScript> arrived =
        script -> {
          open.remove(script.digest());
          taker.accept(script);
        };
    if (!manifest.cdn().isEmpty()) {
      CdnSource cdn = new CdnSource(transport, manifest.cdn(), meters);
      Set<Digest> there = new HashSet<>(manifest.forClients().blobs());
      there.retainAll(digests); // the others are never exported, and their names are nobody's
      each(there, CDN_AT_ONCE, digest -> cdn.find(digest).ifPresent(arrived));
    }
    Map<Digest, Long> sizes = sizes(manifest);
    List<Digest> large = open.stream().filter(d -> sizes.getOrDefault(d, 0L) > CHUNK).toList();
    each(
        large,
        LARGE_AT_ONCE,
        digest -> {
          arrived.accept(large(manifest.generation(), digest));
          meters.fromFarm.increment();
        });
    List<Digest> small = List.copyOf(open);
    for (int i = 0; i < small.size(); i += PER_PACK) {
      Set<Digest> part = ConcurrentHashMap.newKeySet();
      part.addAll(small.subList(i, Math.min(small.size(), i + PER_PACK)));
      pack(manifest.generation(), part, arrived);
    }
  }

  private static Map<Digest, Long> sizes(Manifest manifest) {
    Map<Digest, Long> sizes = new HashMap<>();
    for (Manifest.Entry entry : manifest.entries()) {
      for (Manifest.Artifact artifact : entry.artifacts().values()) {
        artifact.size().ifPresent(size -> sizes.put(artifact.digest(), size));
      }
    }
    return sizes;
  }

  private PackedScript large(long generation, Digest digest) throws PullException {
    return new ResumedArtifact(digest, meters)
        .fetch(
            transport,
            () -> requests.artifact(generation, digest),
            new Attempts("the artifact " + digest, farm.backoff(), meters));
  }

  private void pack(long generation, Set<Digest> open, Consumer<PackedScript> arrived)
      throws PullException {
    Attempts attempts =
        new Attempts("artifacts of generation " + generation, farm.backoff(), meters);
    while (!open.isEmpty()) {
      int before = open.size();
      IOException cut;
      try {
        List<Digest> wanted = List.copyOf(open);
        PackSink sink =
            new PackSink(
                open,
                script -> {
                  meters.fromFarm.increment();
                  arrived.accept(script);
                },
                meters);
        transport.send(requests.pack(generation, wanted).build(), _ -> sink);
        cut = new IOException("the farm sends a pack without " + open.size() + " of them");
      } catch (IOException e) {
        cut = e;
      }
      if (open.size() < before) {
        attempts.progressed();
      }
      if (!open.isEmpty()) {
        attempts.failed(cut);
      }
    }
  }

  @FunctionalInterface
  private interface Fetch {
    void run(Digest digest) throws PullException;
  }

  private static void each(Collection<Digest> digests, int atOnce, Fetch fetch)
      throws PullException {
    if (digests.size() == 1) {
      fetch.run(digests.iterator().next());
      return;
    }
    Semaphore permits = new Semaphore(atOnce);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (Digest digest : digests) {
        all.add(
            threads.submit(
                () -> {
                  permits.acquire();
                  try {
                    fetch.run(digest);
                    return true;
                  } finally {
                    permits.release();
                  }
                }));
      }
      try {
        for (Future<Boolean> one : all) {
          one.get();
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw PullException.of(e);
      } catch (InterruptedException e) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw new PullException("interrupted while fetching artifacts", e);
      }
    }
  }
}
