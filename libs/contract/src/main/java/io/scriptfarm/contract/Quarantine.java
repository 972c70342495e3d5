package io.scriptfarm.contract;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The work that no worker tries any more, by its key. It is kept for {@link Poison#KEPT}, and at
/// most {@value #MOST} pieces of it: past that, the oldest are forgotten. Safe for concurrent use;
/// blocks; throws {@link StoreUnavailableException}.
public interface Quarantine {
  int MOST = 1000;

  /// Puts work there; what is there already is replaced.
  void put(Collection<Poison> poison);

  /// Those of `keys` that are there.
  Map<CompileKey, Poison> find(Set<CompileKey> keys);

  /// The latest, youngest first.
  ///
  /// @param most how many, from 1
  List<Poison> latest(int most);

  /// Lets work out, so that it is tried again; empty when it was not there.
  Optional<Poison> release(CompileKey key);
}
