package io.scriptfarm.publication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.StoreUnavailableException;
import java.util.List;
import java.util.Set;

/// Numbers, stores and forgets releases, and pins their blobs: a blob of a release that is kept
/// never expires and is never evicted. Safe for concurrent use; blocks; throws {@link
/// StoreUnavailableException}.
public interface ReleaseStore {

  /// A number that no generation of the workspace has or had: higher than all before.
  long nextNumber(WorkspaceName workspace);

  /// Stores a release and pins its blobs, all at once or not at all. A release that is there
  /// already stays as it is.
  ///
  /// @param blobs what must be there for it to run
  /// @return those of `blobs` that are missing: then nothing was stored
  Set<Digest> store(Release release, Set<Digest> blobs);

  /// Stores a release that the store has forgotten, however many of its blobs are there; those that
  /// are missing are pinned when they come. Numbers given from now on are higher.
  ///
  /// @return whether it was not there
  boolean restore(Release release, Set<Digest> blobs);

  /// Forgets releases that need not be kept: those that are not among the youngest `keep`, have no
  /// {@link ReleaseTags tag}, and are not run by a server that {@link ServerReports reported}
  /// lately. Their blobs may expire then, unless another release holds them.
  ///
  /// @return the numbers of those that are forgotten
  List<Long> collect(WorkspaceName workspace, int keep);
}
