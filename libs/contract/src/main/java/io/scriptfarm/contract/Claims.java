package io.scriptfarm.contract;

import java.time.Duration;
import java.util.Set;

/// Who works on which key, so that nobody else does (requirement R3). A claim is a hint with a
/// lease, not a lock: when it expires, another may claim, and work done twice is wasted but never
/// wrong. Safe for concurrent use; blocks; throws {@link StoreUnavailableException}.
///
/// An owner's name has 1 to {@value #MAX_OWNER_LENGTH} characters, and a lease is at least a
/// millisecond long; other arguments throw {@link IllegalArgumentException}.
public interface Claims {
  /// A build's id has 36 characters.
  int MAX_OWNER_LENGTH = 256;

  /// Claims for `owner` those of `keys` that nobody holds, for the length of `lease`; gives the
  /// keys that `owner` now holds (also those that it held before).
  Set<CompileKey> claim(Set<CompileKey> keys, String owner, Duration lease);

  /// Restarts the lease of those of `keys` that `owner` still holds, and gives them.
  Set<CompileKey> renew(Set<CompileKey> keys, String owner, Duration lease);

  /// Gives up those of `keys` that `owner` holds.
  void release(Set<CompileKey> keys, String owner);
}
