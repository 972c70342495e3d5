package io.scriptfarm.contract;

import io.scriptfarm.contract.CompileOutcome.Settled;
import java.util.Map;
import java.util.Set;

/// Settled outcomes by compile key. Safe for concurrent use; blocks; throws
/// {@link StoreUnavailableException} when the index cannot be reached.
public interface OutcomeIndex {
  /// The largest outcome in bytes of JSON: a generated file with 100,000 errors has 10 MB of
  /// diagnostics.
  int MAX_OUTCOME_BYTES = 16 * 1024 * 1024;

  /// The outcomes of `keys` that are known and complete: every blob that one names exists at the
  /// time of the call. Finding an outcome restarts its time to live and that of its blobs.
  Map<CompileKey, Settled> find(Set<CompileKey> keys);

  /// Records outcomes, whose blobs must have been written before.
  ///
  /// @throws PayloadTooLargeException when one exceeds {@link #MAX_OUTCOME_BYTES}; nothing is
  ///     recorded then
  void record(Map<CompileKey, Settled> outcomes);
}
