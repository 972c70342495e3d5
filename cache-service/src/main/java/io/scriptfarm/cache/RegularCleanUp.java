package io.scriptfarm.cache;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.scriptfarm.contract.StoreUnavailableException;
import io.scriptfarm.store.RedisStore;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Cleans the store up again and again, as long as the service runs. Several services may do so:
/// the store lets one walk at a time.
@Singleton
class RegularCleanUp {
  private static final System.Logger LOG = System.getLogger(RegularCleanUp.class.getName());

  private final RedisStore store;
  private final Duration interval;
  private final Duration budget;
  private final long pace;
  private final Traffic traffic;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("clean-up").factory());

  @Inject
  RegularCleanUp(RedisStore store, CacheConfig config, Traffic traffic) {
    this.traffic = traffic;
    this.pace = config.cache().cleanUp().pace().asLongValue();
    this.store = store;
    this.interval = config.cache().cleanUp().interval();
    this.budget = config.cache().cleanUp().budget();
  }

  void begin(@Observes StartupEvent event) {
    var unused =
        clock.scheduleWithFixedDelay(
            this::cleanUp, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  void end(@Observes ShutdownEvent event) {
    clock.shutdownNow();
  }

  private void cleanUp() {
    try {
      store
          .cleanUp(budget, pace)
          .ifPresent(
              done -> {
                traffic.cleanedUp(done);
                LOG.log(System.Logger.Level.INFO, "clean-up ended {0}", done);
              });
    } catch (StoreUnavailableException e) {
      LOG.log(System.Logger.Level.WARNING, "clean-up put off: {0}", e.getMessage());
    }
  }
}
