package io.scriptfarm.store.memory;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.publication.Release;
import io.scriptfarm.publication.ReleaseStore;
import io.scriptfarm.publication.ReleaseTags;
import io.scriptfarm.publication.Releases;
import io.scriptfarm.publication.ServerReport;
import io.scriptfarm.publication.ServerReports;
import io.scriptfarm.publication.WorkspaceName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The releases of all workspaces with their tags and the servers that run them. One lock guards
/// all, because collecting looks at each.
final class MemoryReleases implements Releases, ReleaseStore {
  private final MemoryBlobs blobs;
  private final InstantSource clock;
  private final SortedMap<WorkspaceName, Workspace> workspaces = new TreeMap<>();
  private final ReleaseTags tags = new Tags();
  private final ServerReports servers = new Servers();

  private record Kept(Release release, Set<Digest> blobs) {}

  private record Report(ServerReport report, Instant expiry) {}

  private static final class Workspace {
    private final NavigableMap<Long, Kept> releases =
        new TreeMap<>(Collections.reverseOrder()); // youngest first
    private final SortedMap<String, Long> tags = new TreeMap<>();
    private final SortedMap<String, Report> servers = new TreeMap<>();
    private long highest;
  }

  MemoryReleases(MemoryBlobs blobs, InstantSource clock) {
    this.blobs = blobs;
    this.clock = clock;
  }

  ReleaseTags tags() {
    return tags;
  }

  ServerReports servers() {
    return servers;
  }

  private Workspace of(WorkspaceName name) {
    return workspaces.computeIfAbsent(name, n -> new Workspace());
  }

  @Override
  public synchronized Optional<Release> find(WorkspaceName workspace, long generation) {
    return Optional.ofNullable(of(workspace).releases.get(generation)).map(Kept::release);
  }

  @Override
  public synchronized Optional<Release> latest(WorkspaceName workspace) {
    return Optional.ofNullable(of(workspace).releases.firstEntry())
        .map(entry -> entry.getValue().release());
  }

  @Override
  public synchronized List<Long> numbers(WorkspaceName workspace) {
    return List.copyOf(of(workspace).releases.keySet());
  }

  @Override
  public synchronized SortedMap<WorkspaceName, Long> workspaces() {
    SortedMap<WorkspaceName, Long> latest = new TreeMap<>();
    workspaces.forEach(
        (name, workspace) -> {
          if (!workspace.releases.isEmpty()) {
            latest.put(name, workspace.releases.firstKey());
          }
        });
    return latest;
  }

  @Override
  public synchronized long nextNumber(WorkspaceName workspace) {
    return ++of(workspace).highest;
  }

  @Override
  public synchronized Set<Digest> store(Release release, Set<Digest> needed) {
    Workspace workspace = of(release.workspace());
    if (workspace.releases.containsKey(release.generation())) {
      return Set.of();
    }
    Set<Digest> missing = blobs.pinIfComplete(needed);
    if (missing.isEmpty()) {
      workspace.releases.put(release.generation(), new Kept(release, Set.copyOf(needed)));
    }
    return missing;
  }

  @Override
  public synchronized boolean restore(Release release, Set<Digest> needed) {
    Workspace workspace = of(release.workspace());
    workspace.highest = Math.max(workspace.highest, release.generation());
    if (workspace.releases.containsKey(release.generation())) {
      return false;
    }
    blobs.pin(needed);
    workspace.releases.put(release.generation(), new Kept(release, Set.copyOf(needed)));
    return true;
  }

  @Override
  public synchronized List<Long> collect(WorkspaceName name, int keep) {
    Workspace workspace = of(name);
    workspace.servers.values().removeIf(isOver());
    Set<Long> wanted = new HashSet<>(workspace.tags.values());
    workspace.servers.values().forEach(entry -> wanted.add(entry.report().generation()));
    List<Kept> gone =
        workspace.releases.values().stream()
            .skip(keep)
            .filter(kept -> !wanted.contains(kept.release().generation()))
            .toList();
    for (Kept kept : gone) {
      blobs.unpin(kept.blobs());
      workspace.releases.remove(kept.release().generation());
    }
    return gone.stream().map(kept -> kept.release().generation()).toList();
  }

  private Predicate<Report> isOver() {
    Instant now = clock.instant();
    return entry -> entry.expiry().isBefore(now);
  }

  private final class Tags implements ReleaseTags {
    @Override
    public boolean set(WorkspaceName name, String tag, long generation) {
      synchronized (MemoryReleases.this) {
        Workspace workspace = of(name);
        boolean known = workspace.releases.containsKey(generation);
        if (known) {
          workspace.tags.put(tag, generation);
        }
        return known;
      }
    }

    @Override
    public boolean remove(WorkspaceName name, String tag) {
      synchronized (MemoryReleases.this) {
        return of(name).tags.remove(tag) != null;
      }
    }

    @Override
    public SortedMap<String, Long> all(WorkspaceName name) {
      synchronized (MemoryReleases.this) {
        return new TreeMap<>(of(name).tags);
      }
    }
  }

  private final class Servers implements ServerReports {
    @Override
    public boolean accept(ServerReport report, Duration lease) {
      synchronized (MemoryReleases.this) {
        Workspace workspace = of(report.workspace());
        boolean known = workspace.releases.containsKey(report.generation());
        if (known) {
          workspace.servers.put(report.server(), new Report(report, report.at().plus(lease)));
        }
        return known;
      }
    }

    @Override
    public List<ServerReport> current() {
      synchronized (MemoryReleases.this) {
        List<ServerReport> current = new ArrayList<>();
        for (Workspace workspace : workspaces.values()) {
          workspace.servers.values().stream()
              .filter(isOver().negate())
              .map(Report::report)
              .forEach(current::add);
        }
        return current;
      }
    }
  }
}
