package io.scriptfarm.publication;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// The published generations of all workspaces. Blobs of a generation that is kept never expire and
/// are never evicted. Safe for concurrent use; blocks; throws {@link StoreUnavailableException}.
public interface Generations {

  /// A number that no generation of the workspace has or had: higher than all before.
  long nextNumber(WorkspaceName workspace);

  /// Stores a generation and pins its blobs, all at once or not at all. A generation that is there
  /// already stays as it is.
  ///
  /// @param blobs what must be there for it to run
  /// @return those of `blobs` that are missing: then nothing was stored
  Set<Digest> store(Release release, Set<Digest> blobs);

  /// Stores a generation that the store has forgotten, however many of its blobs are there; those
  /// that are missing are pinned when they come. Numbers given from now on are higher.
  ///
  /// @return whether it was not there
  boolean restore(Release release, Set<Digest> blobs);

  Optional<Release> find(WorkspaceName workspace, long generation);

  Optional<Release> latest(WorkspaceName workspace);

  /// The numbers of a workspace's generations, youngest first.
  List<Long> numbers(WorkspaceName workspace);

  SortedMap<WorkspaceName, Long> workspaces();

  /// Names a generation, so that it is kept; a name means one at a time.
  ///
  /// @return whether there is such a generation
  boolean tag(WorkspaceName workspace, String tag, long generation);

  boolean untag(WorkspaceName workspace, String tag);

  SortedMap<String, Long> tags(WorkspaceName workspace);

  /// Takes a game server's word for which generation it runs. It is kept from then on, until the
  /// word is `lease` old.
  ///
  /// @return whether there is such a generation
  boolean report(ServerReport report, Duration lease);

  /// Every server whose last word is not too old.
  List<ServerReport> servers();

  /// Forgets generations that need not be kept: those that are not among the youngest `keep`, not
  /// tagged, and not run by a server. Their blobs may expire then, unless another one holds them.
  ///
  /// @return the numbers of those that are forgotten
  List<Long> collect(WorkspaceName workspace, int keep);

  /// What a game server says of itself.
  ///
  /// @param server its name
  /// @param generation what it runs
  record ServerReport(WorkspaceName workspace, String server, long generation, Instant at) {}
}
