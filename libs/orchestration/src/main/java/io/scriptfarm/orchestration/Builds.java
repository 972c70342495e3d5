package io.scriptfarm.orchestration;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.patience.Patience;
import io.scriptfarm.orchestration.publish.Publications;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/// The builds that this gateway runs and those it ran lately. They live in memory: when a gateway
/// dies, its clients submit again, and what was compiled is found. So does the client of a build
/// that is forgotten. A build that nobody waits for any more is given up: the client went away and
/// did not come back, or wants something newer (requirement R46). Thread-safe.
public final class Builds implements AutoCloseable {
  /// How many finished builds can still be asked about, as far as there is memory for their events.
  private static final int REMEMBERED = 100;

  /// How long a build goes on that nobody follows any more. A client whose connection was cut is
  /// back within seconds.
  public static final Duration ABANDONED = Duration.ofSeconds(30);

  private final Digest toolchain;
  private final long eventBytes;
  private final Build.Services services;
  private final Duration abandoned;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<Build> builds = new ArrayDeque<>(); // youngest first; guards itself

  /// @param patience waits for backends that are away; the fleet's ports have theirs
  /// @param toolchain the digest of the farm's own
  /// @param publisher is told each event of each build
  /// @param eventBytes the memory for the events of all builds. Where it does not suffice, those of
  ///     the oldest finished builds are packed; where that does not, the builds are forgotten
  /// @param abandoned how long a build goes on that nobody follows any more
  public Builds(
      Fleet fleet,
      ArtifactStore store,
      Publications publications,
      Patience patience,
      Digest toolchain,
      Consumer<BuildEvent> publisher,
      long eventBytes,
      InstantSource clock,
      Duration abandoned) {
    this.toolchain = toolchain;
    this.eventBytes = eventBytes;
    this.abandoned = abandoned;
    this.services =
        new Build.Services(
            fleet, patience.with(store), fleet.costs(), publications, patience, publisher, clock);
  }

  /// Starts a build and returns at once.
  ///
  /// @param tenant who asks; the builds of one share the workers among themselves
  /// @throws java.util.concurrent.RejectedExecutionException when the gateway stops
  public Build submit(BuildRequest request, String tenant) {
    Build build = new Build(request, tenant, toolchain, services);
    List<Build> older = request.session().isEmpty() ? List.of() : list();
    synchronized (builds) {
      builds.addFirst(build);
    }
    makeRoom();
    threads.execute(
        () -> {
          build.run();
          makeRoom();
        });
    older.stream()
        .filter(build::replaces)
        .forEach(old -> old.giveUp(new BuildEvent.Superseded(build.id())));
    return build;
  }

  /// One more client follows a build's events, until it is closed.
  public Following follow(Build build) {
    build.audience().join();
    return () -> {
      build.audience().leave();
      try {
        threads.execute(() -> giveUpIfAbandoned(build));
      } catch (RejectedExecutionException e) {
        // The gateway stops, and all builds with it.
      }
    };
  }

  /// What a client does with a build.
  @FunctionalInterface
  public interface Following extends AutoCloseable {
    @Override
    void close();
  }

  private void giveUpIfAbandoned(Build build) {
    try {
      if (build.audience().isAbandonedFor(abandoned)) {
        // Whoever comes after all is to submit again.
        build.giveUp(new BuildEvent.Interrupted());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the gateway stops
    }
  }

  /// Ends a build because who asked for it does not want it any more. What other builds wait for
  /// goes on. One that has ended stays as it is.
  ///
  /// @param tenant who says so
  /// @return whether he has such a build here
  public boolean cancel(String id, String tenant) {
    Optional<Build> build = find(id).filter(found -> found.isOf(tenant));
    build.ifPresent(unwanted -> unwanted.giveUp(new BuildEvent.Cancelled()));
    return build.isPresent();
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

  /// How many have not ended.
  public long running() {
    return list().stream().filter(build -> build.progress().took().isEmpty()).count();
  }

  /// Gives up the running builds, whose clients hear of it.
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }

  private void makeRoom() {
    for (Optional<BuildLog> large = forgetOld(); large.isPresent(); large = forgetOld()) {
      large.get().pack();
    }
  }

  /// Forgets the oldest finished builds, as far as must be; gives a log that is to be packed first.
  /// The youngest one stays, since somebody is about to ask for it.
  private Optional<BuildLog> forgetOld() {
    synchronized (builds) {
      List<Build> finished =
          new ArrayList<>(builds.stream().filter(build -> build.log().isFinished()).toList());
      while (finished.size() > REMEMBERED) {
        builds.remove(finished.removeLast());
      }
      long bytes = builds.stream().mapToLong(build -> build.log().bytes()).sum();
      if (bytes <= eventBytes) {
        return Optional.empty();
      }
      Optional<BuildLog> loose =
          finished.reversed().stream().map(Build::log).filter(log -> !log.isPacked()).findFirst();
      while (loose.isEmpty() && bytes > eventBytes && finished.size() > 1) {
        Build oldest = finished.removeLast();
        builds.remove(oldest);
        bytes -= oldest.log().bytes();
      }
      return loose;
    }
  }
}
