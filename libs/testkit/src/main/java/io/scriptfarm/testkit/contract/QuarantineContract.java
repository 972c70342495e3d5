package io.scriptfarm.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Poison;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Quarantine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The laws of {@link Quarantine}, for every implementation to pass.
@DisplayName("R43 a quarantine")
public abstract class QuarantineContract {
  /// An empty one.
  protected abstract Quarantine quarantine();

  /// Now, by the clock that says what is too old.
  protected abstract Instant now();

  @Test
  void keepsWorkWithItsReasonUntilItIsReleased() {
    Quarantine quarantine = quarantine();
    Poison old = poison("old", 20);
    Poison young = poison("young", 10);
    quarantine.put(List.of(young, old));

    assertEquals(List.of(young, old), quarantine.latest(Quarantine.MOST));
    assertEquals(List.of(young), quarantine.latest(1));
    assertEquals(Map.of(old.key(), old), quarantine.find(Set.of(old.key(), key("another"))));
    assertEquals(Map.of(), quarantine.find(Set.of()));
    assertEquals(Optional.of(old), quarantine.release(old.key()));
    assertEquals(Optional.empty(), quarantine.release(old.key()));
    assertEquals(List.of(young), quarantine.latest(Quarantine.MOST));
  }

  @Test
  void saysOnlyTheLastOfAKey() {
    Quarantine quarantine = quarantine();
    quarantine.put(List.of(poison("key", 20)));
    Poison again = poison("key", 10);
    quarantine.put(List.of(again));
    assertEquals(List.of(again), quarantine.latest(Quarantine.MOST));
  }

  @Test
  void forgetsTheOldestOfMany() {
    Quarantine quarantine = quarantine();
    quarantine.put(List.of(poison("the oldest", 100)));
    quarantine.put(
        IntStream.range(0, Quarantine.MOST).mapToObj(i -> poison("key " + i, 10)).toList());
    assertEquals(Map.of(), quarantine.find(Set.of(key("the oldest"))));
    assertEquals(Quarantine.MOST, quarantine.latest(2 * Quarantine.MOST).size());
  }

  @Test
  void forgetsWhatIsTooOld() {
    Quarantine quarantine = quarantine();
    Poison gone = poison("gone", Poison.KEPT.toSeconds());
    quarantine.put(List.of(gone));
    assertEquals(Map.of(), quarantine.find(Set.of(gone.key())));
    assertEquals(List.of(), quarantine.latest(Quarantine.MOST));
    assertEquals(Optional.empty(), quarantine.release(gone.key()));
  }

  private Poison poison(String name, long secondsAgo) {
    return new Poison(
        key(name),
        "transpile " + name,
        Digest.ofUtf8("toolchain"),
        new ProjectPath("tsconfig.json"),
        "killed three workers",
        now().minusSeconds(secondsAgo));
  }

  private static CompileKey key(String name) {
    return CompileKey.of("quarantine", name);
  }
}
