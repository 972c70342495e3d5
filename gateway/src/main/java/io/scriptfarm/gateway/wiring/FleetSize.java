package io.scriptfarm.gateway.wiring;

import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.WorkerStatus;
import io.scriptfarm.store.Roster;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// The workers that there are, and how many jobs they compile at the same time, as they told last.
/// Thread-safe.
final class FleetSize {
  /// Workers tell of themselves as often.
  private static final Duration FRESH = Duration.ofSeconds(3);

  private final Roster roster;
  private final InstantSource clock;
  private Instant asked = Instant.MIN; // guarded by this, as workers is
  private List<WorkerStatus> workers = List.of();

  FleetSize(Roster roster, InstantSource clock) {
    this.roster = roster;
    this.clock = clock;
  }

  /// Of all workers together.
  int slots() {
    return workers().stream().mapToInt(WorkerStatus::slots).sum();
  }

  /// How many workers have all their slots taken, or have a free one.
  long workers(boolean busy) {
    return workers().stream().filter(it -> it.busy() >= it.slots() == busy).count();
  }

  private synchronized List<WorkerStatus> workers() {
    Instant now = clock.instant();
    if (asked.plus(FRESH).isBefore(now)) {
      asked = now;
      try {
        workers = roster.present();
      } catch (StoreUnavailableException e) {
        // What was known last is the best guess.
      }
    }
    return workers;
  }
}
