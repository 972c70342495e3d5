package io.scriptfarm.contract;

import java.time.Duration;
import java.util.Set;

/// Which build has a key worked on, so that no other does (requirement R3). A claim is a hint with
/// a lease, not a lock: when it expires, another may claim, and work done twice is wasted but never
/// wrong. It is kept on evidence only: by a worker for the job that it has in hand, and by a
/// gateway for a job that the queue {@link JobQueue#holding holds}. To wait for an outcome keeps no
/// claim. Safe for concurrent use; blocks; throws {@link StoreUnavailableException}.
///
/// An owner's name has 1 to {@value #MAX_OWNER_LENGTH} characters, and a lease is at least a
/// millisecond long; other arguments throw {@link IllegalArgumentException}.
public interface Claims {
  /// Long enough to survive a pause of a gateway or a worker, short enough that a dead one is soon
  /// replaced.
  Duration LEASE = Duration.ofSeconds(15);

  /// A build's id has 36 characters.
  int MAX_OWNER_LENGTH = 256;

  /// Claims for `owner` those of `keys` that nobody else holds, for the length of `lease`, which
  /// begins again for what `owner` held before; gives the keys that `owner` now holds.
  Set<CompileKey> claim(Set<CompileKey> keys, String owner, Duration lease);

  /// Those of `keys` that `owner` holds now. So a worker learns whether anybody still waits for a
  /// job: a build that was given up has released its claims, and those of a dead gateway have
  /// ended.
  Set<CompileKey> held(Set<CompileKey> keys, String owner);

  /// Gives up those of `keys` that `owner` holds.
  void release(Set<CompileKey> keys, String owner);
}
