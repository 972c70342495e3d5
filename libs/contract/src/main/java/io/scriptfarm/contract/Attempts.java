package io.scriptfarm.contract;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// How often work was begun whose end nobody told: its worker died, hung or failed. It counts over
/// everything that makes work begin again: deliveries, publications, builds, gateways. Safe for
/// concurrent use; blocks; throws {@link StoreUnavailableException}. All of it may be repeated.
public interface Attempts {
  /// How long an attempt is remembered after the last one began.
  Duration KEPT = Duration.ofDays(1);

  /// Counts an attempt at each of `keys`; gives how many there are of each, with this one.
  ///
  /// @param attempt names it; no other has this name
  Map<CompileKey, Integer> begin(Set<CompileKey> keys, String attempt);

  /// The attempt is none: it was not the work's fault that it did not end.
  void takeBack(Set<CompileKey> keys, String attempt);

  /// The work ended, or gets all its attempts again.
  void forget(Set<CompileKey> keys);
}
