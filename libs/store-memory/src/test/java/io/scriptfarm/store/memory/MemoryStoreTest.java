package io.scriptfarm.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.TranspileJob.DeclarationsChecked;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What time does to the store; each test says how much passes.
class MemoryStoreTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final CompileKey KEY = CompileKey.of("test", "script");

  private Instant now = Instant.EPOCH;
  private final MemoryStore store = new MemoryStore(DAY, () -> now);

  private void passes(Duration time) {
    now = now.plus(time);
  }

  private Set<Digest> written(String... texts) {
    List<Blob> blobs = new ArrayList<>();
    for (String text : texts) {
      blobs.add(Blob.ofUtf8(text));
    }
    store.artifacts().write(blobs);
    return blobs.stream().map(Blob::digest).collect(Collectors.toSet());
  }

  @Test
  void keepsWhatIsUsed() {
    Set<Digest> read = written("read");
    Set<Digest> asked = written("asked for");
    Set<Digest> idle = written("idle");
    store.outcomes().record(Map.of(KEY, new DeclarationsChecked(List.of())));
    passes(DAY.dividedBy(2));
    assertEquals(read, store.artifacts().read(read).keySet());
    assertEquals(Set.of(), store.artifacts().missing(asked));
    assertEquals(Set.of(KEY), store.outcomes().find(Set.of(KEY)).keySet());

    passes(DAY.dividedBy(2));

    assertEquals(idle, store.artifacts().missing(idle));
    assertEquals(Set.of(), store.artifacts().missing(read));
    assertEquals(Set.of(), store.artifacts().missing(asked));
    assertEquals(Set.of(KEY), store.outcomes().find(Set.of(KEY)).keySet());
    passes(DAY);
    assertEquals(Map.of(), store.outcomes().find(Set.of(KEY)));
  }

  @Test
  void forgetsWhatNobodyAsksForAnyMore() {
    ExpiringMap<Integer, String> map = new ExpiringMap<>(() -> now);
    for (int i = 0; i < 100_000; i++) {
      map.put(i, "value", DAY);
      passes(Duration.ofMinutes(10));
    }

    assertTrue(map.size() >= 144, "those of the last day");
    assertTrue(map.size() <= 1_000, () -> "of 100,000 it holds " + map.size());
  }

  @Test
  @DisplayName("R43 a claim ends with its lease")
  void endsAClaimWithItsLease() {
    store.claims().claim(Set.of(KEY), "ann", DAY);
    passes(DAY.minusMillis(1));
    assertEquals(Set.of(), store.claims().claim(Set.of(KEY), "bob", DAY));

    passes(Duration.ofMillis(1));

    assertEquals(Set.of(KEY), store.claims().claim(Set.of(KEY), "bob", DAY));
  }
}
