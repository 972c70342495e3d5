package io.scriptfarm.gateway.wiring;

import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.WorkerStatus;
import io.scriptfarm.store.Roster;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// How many jobs all workers compile at the same time, as they told last. Thread-safe.
final class FleetSize {
  /// Workers tell of themselves as often.
  private static final Duration FRESH = Duration.ofSeconds(3);

  private final Roster roster;
  private final InstantSource clock;
  private Instant asked = Instant.MIN; // guarded by this, as slots is
  private int slots;

  FleetSize(Roster roster, InstantSource clock) {
    this.roster = roster;
    this.clock = clock;
  }

  synchronized int slots() {
    Instant now = clock.instant();
    if (asked.plus(FRESH).isBefore(now)) {
      asked = now;
      try {
        slots = roster.present().stream().mapToInt(WorkerStatus::slots).sum();
      } catch (StoreUnavailableException e) {
        // What was known last is the best guess.
      }
    }
    return slots;
  }
}
