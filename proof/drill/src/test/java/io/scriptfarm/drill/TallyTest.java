package io.scriptfarm.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Completion;
import io.scriptfarm.contract.Digest;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R43 a drill counts as compiled twice")
class TallyTest {
  private static final CompileKey KEY = new CompileKey(Digest.ofUtf8("one"));
  private static final CompileKey OTHER = new CompileKey(Digest.ofUtf8("other"));

  private final Tally tally = new Tally();

  private void compiles(CompileKey key) {
    tally.add(
        new Completion(
            "job", "worker", Set.of(key), Map.of(key, Duration.ZERO), Map.of(), Duration.ZERO));
  }

  @Test
  void whatTheStoreStillHad() {
    compiles(KEY);
    tally.lost(Set.of(OTHER));

    compiles(KEY);

    assertEquals(new Tally.Counts(1, 2, 1), tally.counts());
  }

  @Test
  @DisplayName("nothing that the store lost meanwhile")
  void nothingThatTheStoreLost() {
    compiles(KEY);
    tally.lost(Set.of(KEY));
    compiles(KEY);
    tally.lostAll();
    compiles(KEY);

    assertEquals(new Tally.Counts(1, 3, 0), tally.counts());
  }
}
