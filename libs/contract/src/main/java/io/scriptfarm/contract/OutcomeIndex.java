package io.scriptfarm.contract;

import io.scriptfarm.contract.CompileOutcome.Settled;
import java.util.Map;
import java.util.Set;

/// Settled outcomes by compile key. Safe for concurrent use; blocks; throws
/// {@link StoreUnavailableException} when the index cannot be reached.
public interface OutcomeIndex {

  /// The outcomes of `keys` that are known and complete: every blob that one names exists at the
  /// time of the call. Finding an outcome restarts its time to live and that of its blobs.
  Map<CompileKey, Settled> find(Set<CompileKey> keys);

  /// Records outcomes, whose blobs must have been written before.
  void record(Map<CompileKey, Settled> outcomes);
}
