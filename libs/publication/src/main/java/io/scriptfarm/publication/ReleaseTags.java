package io.scriptfarm.publication;

import io.scriptfarm.contract.StoreUnavailableException;
import java.util.SortedMap;

/// Names for releases. A release with a name is kept. Safe for concurrent use; blocks; throws
/// {@link StoreUnavailableException}.
public interface ReleaseTags {

  /// Gives a release this name; a name means one release of the workspace at a time.
  ///
  /// @return whether there is such a release
  boolean set(WorkspaceName workspace, String tag, long generation);

  /// @return whether there was such a name
  boolean remove(WorkspaceName workspace, String tag);

  /// The numbers of a workspace's named releases.
  SortedMap<String, Long> all(WorkspaceName workspace);
}
