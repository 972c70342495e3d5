package io.scriptfarm.orchestration;

import io.scriptfarm.contract.StoreUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Looks for obstacles whenever it is asked. Safe for concurrent use.
public final class Obstacles {
  private final Supplier<Optional<Instant>> brokerAwaySince;
  private final BooleanSupplier anyWorker;

  /// @param brokerAwaySince absent while the broker answers
  /// @param anyWorker whether a compile worker announces itself; may throw {@link
  ///     StoreUnavailableException}
  public Obstacles(Supplier<Optional<Instant>> brokerAwaySince, BooleanSupplier anyWorker) {
    this.brokerAwaySince = brokerAwaySince;
    this.anyWorker = anyWorker;
  }

  /// All that there are now, the one to care about first at the head.
  public List<Obstacle> now() {
    List<Obstacle> found = new ArrayList<>();
    brokerAwaySince.get().map(Obstacle.BrokerAway::new).ifPresent(found::add);
    try {
      if (!anyWorker.getAsBoolean()) {
        found.add(new Obstacle.NoWorker());
      }
    } catch (StoreUnavailableException e) {
      found.add(new Obstacle.StoreAway(Objects.requireNonNullElse(e.getMessage(), e.toString())));
    }
    return found;
  }
}
