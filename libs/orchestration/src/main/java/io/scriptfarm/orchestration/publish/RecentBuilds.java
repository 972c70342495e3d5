package io.scriptfarm.orchestration.publish;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.wire.SnapshotChanges;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.WorkspaceName;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;

/// What was published lately, to tell what a save changes of it. Thread-safe.
final class RecentBuilds {
  private static final int MAX = 8; // listings of 20,000 files are 2 MB each

  private final LinkedHashMap<WorkspaceName, RecentBuild> latest = new LinkedHashMap<>();

  /// @param listing of the files that were built
  record RecentBuild(Manifest manifest, ProjectPath config, Plan plan, Blob listing) {}

  synchronized void remember(RecentBuild build) {
    latest.remove(build.manifest().workspace());
    latest.put(build.manifest().workspace(), build);
    if (latest.size() > MAX) {
      latest.remove(latest.firstEntry().getKey());
    }
  }

  /// The build from which a listing differs in nothing but some of the scripts that were saved.
  synchronized Optional<RecentBuild> before(
      ProjectPath config, Optional<WorkspaceName> workspace, Blob listing, Set<ProjectPath> saved) {
    return latest.values().stream()
        .filter(build -> build.config().equals(config))
        .filter(
            build -> workspace.isEmpty() || workspace.get().equals(build.manifest().workspace()))
        .filter(
            build ->
                SnapshotChanges.between(build.listing(), listing)
                    .filter(changes -> saved.containsAll(changes.keySet()))
                    .isPresent())
        .findFirst();
  }
}
