package io.scriptfarm.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.scriptfarm.contract.Claims;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The laws of {@link Claims}, for every implementation to pass.
public abstract class ClaimsContract {
  private static final Duration LONG = Duration.ofMinutes(5);

  /// The claims to test; may hold claims of other tests.
  protected abstract Claims claims();

  @Test
  void givesOnlyWhatNobodyElseHolds() {
    assertEquals(keys("a", "b"), claims().claim(keys("a", "b"), "ann", LONG));

    assertEquals(keys("c"), claims().claim(keys("b", "c"), "bob", LONG));
    assertEquals(keys("a", "b"), claims().claim(keys("a", "b", "c"), "ann", LONG));
  }

  @Test
  @DisplayName("R46 tells what an owner holds, and changes nothing by that")
  void tellsWhatIsHeld() {
    claims().claim(keys("mine 1", "mine 2"), "owner", LONG);
    claims().claim(keys("another's"), "another", LONG);

    Set<CompileKey> all = keys("mine 1", "mine 2", "another's", "nobody's");
    assertEquals(keys("mine 1", "mine 2"), claims().held(all, "owner"));
    claims().release(keys("mine 1"), "owner");
    assertEquals(keys("mine 2"), claims().held(all, "owner"));
    assertEquals(keys("nobody's"), claims().claim(keys("nobody's"), "somebody", LONG));
    assertEquals(Set.of(), claims().held(Set.of(), "owner"));
  }

  @Test
  @DisplayName("R3 of 32 concurrent claimants exactly one wins each key")
  void hasExactlyOneWinner() throws Exception {
    Set<CompileKey> wanted =
        IntStream.range(0, 100).mapToObj(i -> key("race " + i)).collect(Collectors.toSet());
    CountDownLatch go = new CountDownLatch(1);
    List<CompileKey> won = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Set<CompileKey>>> claimants =
          IntStream.range(0, 32)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            go.await();
                            return claims().claim(wanted, "racer-" + i, LONG);
                          }))
              .toList();
      go.countDown();
      for (Future<Set<CompileKey>> claimant : claimants) {
        won.addAll(claimant.get());
      }
    }

    assertEquals(100, won.size());
    assertEquals(wanted, Set.copyOf(won));
  }

  @Test
  @DisplayName("R43 the claim of an owner that died passes on when its lease is over")
  void passesOnAfterLease() {
    claims().claim(keys("lease"), "dead", Duration.ofMillis(80));
    assertEquals(Set.of(), claims().claim(keys("lease"), "heir", LONG));

    Await.until(
        Duration.ofSeconds(5),
        "the heir gets the claim",
        () -> claims().claim(keys("lease"), "heir", LONG).equals(keys("lease")));
    assertEquals(Set.of(), claims().claim(keys("lease"), "dead", LONG));
  }

  @Test
  void keepsWhatItsOwnerClaimsAgain() {
    claims().claim(keys("renewed"), "ann", Duration.ofMillis(300));
    assertEquals(keys("renewed"), claims().claim(keys("renewed"), "ann", LONG));
    // A second claim with the first's lease would be over when this one is
    claims().claim(keys("measure"), "ann", Duration.ofMillis(400));
    Await.until(
        Duration.ofSeconds(5),
        "the measuring claim is over",
        () -> !claims().claim(keys("measure"), "bob", LONG).isEmpty());

    assertEquals(Set.of(), claims().claim(keys("renewed"), "bob", LONG));
  }

  @Test
  void releasesOnlyItsOwn() {
    claims().claim(keys("mine"), "ann", LONG);
    claims().release(keys("mine"), "bob");
    assertEquals(Set.of(), claims().claim(keys("mine"), "bob", LONG));

    claims().release(keys("mine", "never claimed"), "ann");
    assertEquals(keys("mine"), claims().claim(keys("mine"), "bob", LONG));
  }

  @Test
  void doesNothingForNothing() {
    assertEquals(Set.of(), claims().claim(Set.of(), "ann", LONG));
    claims().release(Set.of(), "ann");
  }

  @Test
  void refusesLeaseOfNoLength() {
    assertThrows(
        IllegalArgumentException.class, () -> claims().claim(keys("x"), "ann", Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> claims().claim(keys("x"), "", LONG));
  }

  private Set<CompileKey> keys(String... names) {
    return Set.of(names).stream().map(this::key).collect(Collectors.toUnmodifiableSet());
  }

  private CompileKey key(String name) {
    return CompileKey.of("claim of " + getClass().getSimpleName(), name);
  }
}
