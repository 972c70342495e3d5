package io.scriptfarm.publication;

import io.scriptfarm.contract.StoreUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// The releases that are kept, for those who read them; a {@link ReleaseStore} adds and removes
/// them. Safe for concurrent use; blocks; throws {@link StoreUnavailableException}.
public interface Releases {

  Optional<Release> find(WorkspaceName workspace, long generation);

  /// The release with the highest number.
  Optional<Release> latest(WorkspaceName workspace);

  /// The numbers of a workspace's generations, youngest first.
  List<Long> numbers(WorkspaceName workspace);

  /// Every workspace that has a generation, with the number of its youngest.
  SortedMap<WorkspaceName, Long> workspaces();
}
