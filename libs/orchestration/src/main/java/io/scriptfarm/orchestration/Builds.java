package io.scriptfarm.orchestration;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.patience.Patience;
import io.scriptfarm.orchestration.publish.Publications;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// The builds that this gateway runs and those it ran lately. They live in memory: when a gateway
/// dies, its clients submit again, and what was compiled is found. Thread-safe.
public final class Builds implements AutoCloseable {
  /// How many finished builds can still be asked about; each keeps its events.
  private static final int REMEMBERED = 100;

  private final Digest toolchain;
  private final Build.Services services;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<Build> builds = new ArrayDeque<>(); // youngest first; guards itself

  /// @param patience waits for backends that are away; the fleet's ports have theirs
  /// @param toolchain the digest of the farm's own
  /// @param publisher is told each event of each build
  public Builds(
      Fleet fleet,
      ArtifactStore store,
      Publications publications,
      Patience patience,
      Digest toolchain,
      Consumer<BuildEvent> publisher,
      InstantSource clock) {
    this.toolchain = toolchain;
    this.services =
        new Build.Services(
            fleet, patience.with(store), new Costs(), publications, patience, publisher, clock);
  }

  /// Starts a build and returns at once.
  ///
  /// @throws java.util.concurrent.RejectedExecutionException when the gateway stops
  public Build submit(BuildRequest request) {
    Build build = new Build(request, toolchain, services);
    synchronized (builds) {
      builds.addFirst(build);
      forgetOld();
    }
    threads.execute(build::run);
    return build;
  }

  public Optional<Build> find(String id) {
    return list().stream().filter(build -> build.id().equals(id)).findFirst();
  }

  /// Youngest first.
  public List<Build> list() {
    synchronized (builds) {
      return List.copyOf(builds);
    }
  }

  /// Gives up the running builds, whose clients hear of it.
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }

  private void forgetOld() {
    List<Build> finished =
        new ArrayList<>(builds.stream().filter(b -> b.progress().took().isPresent()).toList());
    while (finished.size() > REMEMBERED) {
      builds.remove(finished.removeLast());
    }
  }
}
