package io.scriptfarm.orchestration;

import io.scriptfarm.api.Urgency;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/// How much of the queue each build may fill, so that a tenant with many jobs does not keep
/// those of others waiting (requirement R46). The queue is in the order of coming, and what waits
/// there cannot be taken back. So it is kept short: a tenant has as many jobs in it as keep all
/// workers busy, shared evenly by his builds, and the rest waits in the gateway. While a pipeline's
/// build runs, each build in bulk has one job in the queue, and so does not starve. Thread-safe.
public final class Shares {
  /// For each compile slot one job that it runs, and one that it finds when that is done.
  private static final int JOBS_PER_SLOT = 2;

  /// While no worker has told of itself: a few, for the first that comes.
  private static final int FEWEST_JOBS = 4;

  private final IntSupplier slots;
  private final Map<Owner, Integer> builds = new HashMap<>(); // guards itself
  private volatile Map<Owner, Integer> elsewhere = Map.of();
  private final DoubleAdder left = new DoubleAdder(); // milliseconds of work, of all builds

  /// Whose builds share.
  record Owner(String tenant, Urgency urgency) {}

  /// @param slots how many jobs all workers compile at the same time; asked often
  public Shares(IntSupplier slots) {
    this.slots = slots;
  }

  /// How many builds run at other gateways, which have their shares too.
  void runElsewhere(Map<Owner, Integer> count) {
    elsewhere = Map.copyOf(count);
  }

  /// A share of the tenant's part of the queue, until it is closed.
  Share join(String tenant, Urgency urgency) {
    return new Share(new Owner(tenant, urgency));
  }

  /// How much work all builds wait for: in the queue, with workers, or held back here. It is the
  /// time that one compile slot would take with it.
  public Duration left() {
    return Duration.ofMillis(Math.round(Math.max(0, left.sum())));
  }

  /// One build's share.
  final class Share implements AutoCloseable {
    private final Owner owner;
    private double leftOfBuild; // of the build's thread

    private Share(Owner owner) {
      this.owner = owner;
      synchronized (builds) {
        builds.merge(owner, 1, Integer::sum);
      }
    }

    /// How many jobs it may have in the queue now; at least one. It changes with the number of
    /// workers, and as other builds of the tenant begin and end.
    int jobs() {
      int all = Math.max(FEWEST_JOBS, slots.getAsInt() * JOBS_PER_SLOT);
      Map<Owner, Integer> others = elsewhere;
      synchronized (builds) {
        boolean standsBack =
            owner.urgency() == Urgency.BULK
                && Stream.of(builds, others)
                    .flatMap(some -> some.keySet().stream())
                    .anyMatch(other -> other.urgency() == Urgency.CI);
        int sharing = builds.getOrDefault(owner, 1) + others.getOrDefault(owner, 0);
        return standsBack ? 1 : Math.max(1, all / sharing);
      }
    }

    /// So much work the build waits for, in milliseconds; what others do for it is not counted.
    void left(double millis) {
      left.add(millis - leftOfBuild);
      leftOfBuild = millis;
    }

    @Override
    public void close() {
      left(0);
      synchronized (builds) {
        builds.computeIfPresent(owner, (key, count) -> count == 1 ? null : count - 1);
      }
    }
  }
}
