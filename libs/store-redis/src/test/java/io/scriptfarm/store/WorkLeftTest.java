package io.scriptfarm.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.testkit.FarmBackends;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WorkLeftTest {
  private static final Duration LEASE = Duration.ofSeconds(10);

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  @DisplayName("R41 the work of all gateways is added up, and who is gone is forgotten")
  void addsUpWork() {
    RedisStoreConfig config =
        new RedisStoreConfig(
            FarmBackends.get().namespace().redisUri(), Duration.ofDays(1), Duration.ofSeconds(5));
    try (RedisStore store = RedisStore.connect(config, () -> now)) {
      WorkLeft work = store.workLeft();
      work.announce("dead", Duration.ofDays(1), LEASE);
      now = now.plus(LEASE).plusMillis(1);
      work.announce("one", Duration.ofSeconds(5), LEASE);
      work.announce("one", Duration.ofSeconds(3), LEASE);
      work.announce("two", Duration.ofMillis(500), LEASE);

      assertEquals(Duration.ofMillis(3500), work.total());
      now = now.minus(LEASE); // the dead one's word would count again, if it was still there
      assertEquals(Duration.ofMillis(3500), work.total());
      work.leave("one");
      assertEquals(Duration.ofMillis(500), work.total());
    }
  }
}
