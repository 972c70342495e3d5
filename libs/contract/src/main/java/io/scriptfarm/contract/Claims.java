package io.scriptfarm.contract;

import java.time.Duration;
import java.util.Set;

/// Who works on which key, so that nobody else does (requirement R3). A claim is a hint with a
/// lease, not a lock: when it expires, another may claim, and work done twice is wasted but never
/// wrong. Safe for concurrent use; blocks; throws {@link StoreUnavailableException}.
public interface Claims {

  /// Claims for `owner` those of `keys` that nobody holds, for the length of `lease`; gives the
  /// keys that `owner` now holds (also those that it held before).
  Set<CompileKey> claim(Set<CompileKey> keys, String owner, Duration lease);

  /// Restarts the lease of those of `keys` that `owner` still holds, and gives them.
  Set<CompileKey> renew(Set<CompileKey> keys, String owner, Duration lease);

  /// Gives up those of `keys` that `owner` holds.
  void release(Set<CompileKey> keys, String owner);
}
