package io.scriptfarm.publication;

import io.scriptfarm.contract.QueueUnavailableException;

/// The durable record of every release, which outlives the {@link ReleaseStore}: a store that lost
/// its data is filled from it. Safe for concurrent use; blocks; throws {@link
/// QueueUnavailableException}.
public interface ReleaseLog {

  /// Says that a release is stored. Returns when that is recorded.
  void announce(Release release);

  /// Says that a release is no longer kept. Returns when that is recorded.
  void forget(WorkspaceName workspace, long generation);

  /// The highest number that was ever announced, 0 for none: all that were announced through this
  /// object, or by others before it was made, and most that others announced since.
  long highest(WorkspaceName workspace);

  /// Brings back to `store` what was announced and not forgotten, if it is not there.
  ///
  /// @throws io.scriptfarm.contract.StoreUnavailableException when the store does not answer
  void restore(ReleaseStore store);
}
