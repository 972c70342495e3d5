package io.scriptfarm.store.memory;

import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.ReleaseLog;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.WorkspaceName;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// The log of releases in the memory of this process, which it does not outlive; nor is its size
/// bounded. Safe for concurrent use.
public final class MemoryReleaseLog implements ReleaseLog {
  private final Map<WorkspaceName, Map<Long, Release>> kept = new HashMap<>();
  private final Map<WorkspaceName, Long> highest = new HashMap<>();

  @Override
  public synchronized void announce(Release release) {
    of(release.workspace()).put(release.generation(), release);
    highest.merge(release.workspace(), release.generation(), Math::max);
  }

  @Override
  public synchronized void forget(WorkspaceName workspace, long generation) {
    of(workspace).remove(generation);
  }

  @Override
  public synchronized long highest(WorkspaceName workspace) {
    return highest.getOrDefault(workspace, 0L);
  }

  @Override
  public synchronized void restore(ReleaseStore store) {
    for (Map<Long, Release> releases : kept.values()) {
      releases
          .values()
          .forEach(release -> store.restore(release, release.full().unverified().blobs()));
    }
  }

  private Map<Long, Release> of(WorkspaceName workspace) {
    return kept.computeIfAbsent(workspace, name -> new TreeMap<>());
  }
}
