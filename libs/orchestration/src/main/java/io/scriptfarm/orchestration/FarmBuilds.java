package io.scriptfarm.orchestration;

import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.BuildRecord;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.GatewayStatus.KnownBuild;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.contract.wire.Backoff;
import io.scriptfarm.contract.wire.Pause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The builds of the farm, whichever gateway runs them. Thread-safe.
public final class FarmBuilds {
  /// Between two looks at a build of another gateway: soon after an event, later while nothing
  /// happens to it.
  private static final Backoff LOOKS =
      new Backoff(Duration.ofMillis(10), Duration.ofMillis(250), Integer.MAX_VALUE);

  private final Builds builds;
  private final Peers peers;
  private final Ledger ledger;

  public FarmBuilds(Builds builds, Peers peers, Ledger ledger) {
    this.builds = builds;
    this.peers = peers;
    this.ledger = ledger;
  }

  /// Youngest first.
  public List<KnownBuild> list() {
    return peers.builds();
  }

  /// What a build builds, or built lately; of one at another gateway, what was asked for.
  ///
  /// @param toolchain the digest of the farm's own
  /// @throws StoreUnavailableException when another gateway may have it, which cannot be seen
  public Optional<Project> project(String id, Digest toolchain) {
    return builds
        .find(id)
        .map(Build::project)
        .or(
            () ->
                ledger
                    .records()
                    .find(id)
                    .map(record -> BuildRequest.parse(record.request()).project(toolchain)));
  }

  /// Ends a build because who asked for it does not want it any more. What other builds wait for
  /// goes on. One that has ended stays as it is.
  ///
  /// @param tenant who says so
  /// @return whether he has such a build
  /// @throws StoreUnavailableException when another gateway may have it and cannot be told
  public boolean cancel(String id, String tenant) {
    Optional<Build> here = builds.find(id);
    if (here.isPresent()) {
      here.filter(build -> build.tenant().equals(tenant))
          .ifPresent(build -> build.giveUp(new BuildEvent.Cancelled()));
      return here.get().tenant().equals(tenant);
    }
    Optional<BuildRecord> record =
        ledger.records().find(id).filter(found -> found.tenant().equals(tenant));
    record.ifPresent(_ -> peers.cancel(id));
    return record.isPresent();
  }

  /// Follows a build from the event after the one with the sequence number `after`, until it is
  /// closed.
  ///
  /// @return empty when no gateway knows a build that has told so much; it is to be submitted again
  /// @throws StoreUnavailableException when another gateway may have it, which cannot be seen
  public Optional<Followed> follow(String id, long after) {
    boolean hasToldThat =
        builds
            .find(id)
            .map(build -> build.log().count() >= after)
            .orElseGet(() -> hasToldElsewhere(id, after));
    return hasToldThat ? Optional.of(new Followed(id)) : Optional.empty();
  }

  private boolean hasToldElsewhere(String id, long after) {
    return ledger
        .journal()
        .read(id, Math.max(0, after - 1))
        .filter(events -> after <= 0 || !events.isEmpty())
        .isPresent();
  }

  /// A build that a client follows. For one thread.
  public final class Followed implements AutoCloseable {
    private final String id;
    private final Peers.Following following;
    private boolean wasHere;
    private boolean isGone;

    private Followed(String id) {
      this.id = id;
      this.following = peers.follow(id);
    }

    /// Some of the events after the one with the sequence number `after`, the first ones. Waits up
    /// to `patience` for one, and gives an empty list when there is none by then.
    public List<BuildEvent> read(long after, Duration patience) throws InterruptedException {
      long deadline = System.nanoTime() + patience.toNanos();
      for (int looks = 1; ; looks++) {
        Optional<Build> here = builds.find(id);
        if (here.isPresent()) {
          wasHere = true;
          List<BuildEvent> shown =
              here.get().log().read(after, Duration.ofNanos(deadline - System.nanoTime()));
          isGone = shown.isEmpty() && here.get().log().isFinished();
          return shown;
        }
        if (wasHere || builds.isStopping()) {
          isGone = true; // another gateway has it, or will; the client knows where it was
          return List.of();
        }
        List<BuildEvent> events = elsewhere(after);
        if (!events.isEmpty() || isGone || System.nanoTime() - deadline >= 0) {
          return events;
        }
        Pause.of(LOOKS.after(looks));
      }
    }

    private List<BuildEvent> elsewhere(long after) {
      try {
        Optional<List<BuildEvent>> events = ledger.journal().read(id, after);
        isGone = events.isEmpty();
        return events.orElse(List.of());
      } catch (StoreUnavailableException e) {
        isGone = true;
        return List.of();
      }
    }

    /// Whether it cannot be followed any more here; who wants to know its end asks again.
    public boolean isGone() {
      return isGone;
    }

    @Override
    public void close() {
      following.close();
    }
  }
}
