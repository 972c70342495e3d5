package io.scriptfarm.store;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.CompileOutcome.Settled;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.TranspileJob.Transpiled;
import io.scriptfarm.testkit.LocalRedis;
import io.scriptfarm.testkit.contract.ArtifactStoreContract;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/// Prints how long the operations of a build of 300 scripts take; run by hand, it asserts nothing.
final class StoreSpeed {
  private static final int ROUNDS = 200;

  private StoreSpeed() {}

  public static void main(String[] arguments) {
    try (LocalRedis redis = LocalRedis.start();
        RedisStore store =
            RedisStore.connect(RedisStoreConfig.of(redis.uri()), InstantSource.system())) {
      List<Blob> blobs = IntStream.range(0, 300).mapToObj(StoreSpeed::script).toList();
      Set<Digest> digests = ArtifactStoreContract.digests(blobs);
      Map<CompileKey, Settled> outcomes = new HashMap<>();
      for (Blob blob : blobs) {
        outcomes.put(
            CompileKey.of("speed", blob.digest().hex()),
            new Transpiled(
                Optional.of(blob.digest()),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                false));
      }
      measure("write 300 blobs of 4 KB", () -> store.artifacts().write(blobs));
      measure("missing 300", () -> store.artifacts().missing(digests));
      measure("read 300", () -> store.artifacts().read(digests));
      measure("record 300 outcomes", () -> store.outcomes().record(outcomes));
      measure("find 300 outcomes", () -> store.outcomes().find(outcomes.keySet()));
      measure(
          "claim 300", () -> store.claims().claim(outcomes.keySet(), "ann", Duration.ofMinutes(1)));
      measure("read 1", () -> store.artifacts().read(Set.of(blobs.getFirst().digest())));
      measure("statistics", store::statistics);
    }
  }

  private static void measure(String what, Runnable operation) {
    long[] nanos = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long begin = System.nanoTime();
      operation.run();
      nanos[i] = System.nanoTime() - begin;
    }
    long[] warm = Arrays.copyOfRange(nanos, ROUNDS / 2, ROUNDS);
    Arrays.sort(warm);
    System.out.printf(
        "%-26s p50 %7.2f ms   p95 %7.2f ms   first %7.2f ms%n",
        what, warm[warm.length / 2] / 1e6, warm[warm.length * 95 / 100] / 1e6, nanos[0] / 1e6);
  }

  private static Blob script(int seed) {
    Random random = new Random(seed);
    StringBuilder lua = new StringBuilder();
    while (lua.length() < 4_000) {
      lua.append("local v").append(random.nextInt(1_000)).append(" = self.items[");
      lua.append(random.nextInt()).append("]\n");
    }
    return Blob.ofUtf8(lua.toString());
  }
}
