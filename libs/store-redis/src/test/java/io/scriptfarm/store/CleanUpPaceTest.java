package io.scriptfarm.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.testkit.FarmBackends;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CleanUpPaceTest {
  private static final int BYTES = 200_000;

  @Test
  @DisplayName("R46 a walk over the store leaves Redis to others, and ends with its budget")
  void keepsItsPace() {
    byte[] noise = new byte[BYTES]; // which zstd does not make smaller
    new Random(1).nextBytes(noise);
    try (RedisStore store =
        RedisStore.connect(
            RedisStoreConfig.of(FarmBackends.get().namespace().redisUri()),
            InstantSource.system())) {
      store.artifacts().write(List.of(Blob.of(noise)));

      Duration paced = store.cleanUp(Duration.ofMinutes(1), 5L * BYTES).orElseThrow().took();
      CleanUp hurried = store.cleanUp(Duration.ofMillis(50), 1).orElseThrow();

      assertTrue(paced.toMillis() >= 200, "a fifth of a second, not " + paced);
      assertTrue(hurried.took().toMillis() < 5_000, hurried::toString);
      assertEquals(1, hurried.blobsVerified());
    }
  }
}
