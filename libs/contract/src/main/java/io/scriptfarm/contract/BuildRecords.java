package io.scriptfarm.contract;

import java.util.Optional;
import java.util.OptionalInt;

/// Which builds there are, and which gateway runs each: its *owner*. A record is kept while its
/// build runs, and {@link BuildJournal#KEPT a while} after its end. Safe for concurrent use;
/// blocks; throws {@link StoreUnavailableException}.
public interface BuildRecords {
  /// The owner of a build that its gateway handed over.
  String NOBODY = "";

  /// A number for a {@link BuildRecord}, higher than all that were given before.
  long nextNumber();

  /// Keeps a record, and notes that the build runs. Whatever was known of it is forgotten, its
  /// events too.
  void open(BuildRecord record, String owner);

  Optional<BuildRecord> find(String build);

  /// Makes `to` the owner of a build, if `from` is. Of many that try at the same time, one does.
  ///
  /// An owner that takes its own build says that the build does it no harm: nobody who lost it so
  /// far counts any more, and it itself does not count when it loses the build later.
  ///
  /// @return how many gateways lost the build to another one and did not take it again, so that
  ///     they may have died of it; handing it over to {@link #NOBODY} loses nothing. Empty when
  ///     `from` does not own it
  OptionalInt take(String build, String from, String to);
}
