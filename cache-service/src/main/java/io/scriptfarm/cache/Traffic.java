package io.scriptfarm.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.store.CleanUp;
import io.scriptfarm.store.RedisStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/// The service's meters, `farm_cache_*` in Prometheus' form. Bytes are those of zstd frames.
@Singleton
public class Traffic {
  private final Counter hits;
  private final Counter misses;
  private final Counter writes;
  private final Counter refused;
  private final Counter bytesOut;
  private final Counter bytesIn;
  private final Counter verified;
  private final Counter dropped;

  @Inject
  Traffic(MeterRegistry registry, RedisStore store) {
    hits = counter(registry, "farm.cache.reads", "Blobs asked for", "result", "hit");
    misses = counter(registry, "farm.cache.reads", "Blobs asked for", "result", "miss");
    writes = counter(registry, "farm.cache.writes", "Blobs offered", "result", "stored");
    refused = counter(registry, "farm.cache.writes", "Blobs offered", "result", "refused");
    bytesOut = counter(registry, "farm.cache.bytes", "Bytes of blobs moved", "direction", "out");
    bytesIn = counter(registry, "farm.cache.bytes", "Bytes of blobs moved", "direction", "in");
    verified =
        Counter.builder("farm.cache.verified")
            .description("Blobs that clean-ups of this service compared with their digests")
            .register(registry);
    dropped =
        Counter.builder("farm.cache.dropped")
            .description(
                "Outcomes that clean-ups of this service dropped: damaged, or without a blob")
            .register(registry);
    FunctionCounter.builder("farm.cache.corrupt", store, Traffic::corrupt)
        .description("Damaged blobs that the fleet has found in the store so far")
        .register(registry);
  }

  private static Counter counter(
      MeterRegistry registry, String name, String description, String tag, String value) {
    return Counter.builder(name).description(description).tag(tag, value).register(registry);
  }

  private static double corrupt(RedisStore store) {
    try {
      return store.counters().all().getOrDefault("blobs.corrupt", 0L).doubleValue();
    } catch (StoreUnavailableException e) {
      return Double.NaN;
    }
  }

  void cleanedUp(CleanUp done) {
    verified.increment((double) done.blobsVerified());
    dropped.increment((double) done.outcomesDropped());
  }

  public void hit(int bytes) {
    hits.increment();
    bytesOut.increment(bytes);
  }

  public void missed(int blobs) {
    misses.increment(blobs);
  }

  void stored(long bytes) {
    writes.increment();
    bytesIn.increment((double) bytes);
  }

  void refused() {
    refused.increment();
  }
}
