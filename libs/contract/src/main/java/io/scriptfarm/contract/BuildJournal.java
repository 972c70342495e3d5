package io.scriptfarm.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The events of each build that has a {@link BuildRecord}, so that they can be followed through
/// any gateway, and another gateway knows what was told. Safe for concurrent use; blocks; throws
/// {@link StoreUnavailableException}.
public interface BuildJournal {
  /// How long a build is known after its end, by then followed to it.
  Duration KEPT = Duration.ofMinutes(5);

  /// How long a build is known of which nothing is heard. Longer than any is waited for.
  Duration UNHEARD = Duration.ofHours(2);

  /// What became of events that were to be appended.
  enum Appended {
    /// They are there, perhaps since an earlier try.
    KEPT,
    /// Another gateway has the build now, and tells its events.
    TAKEN,
    /// There is no such record (any more), or events before these are missing.
    UNKNOWN
  }

  /// Adds events at the end, if `owner` owns the build. After {@link BuildEvent.Finished} it is
  /// not running any more.
  ///
  /// @param events without a gap, of this build
  Appended append(String build, String owner, List<BuildEvent> events);

  /// Some of the events after the one with the sequence number `after`, the first ones; an empty
  /// list where there are none yet.
  ///
  /// @return empty when the build is not known
  Optional<List<BuildEvent>> read(String build, long after);

  /// The builds that have no end, with their owners.
  Map<String, String> running();
}
