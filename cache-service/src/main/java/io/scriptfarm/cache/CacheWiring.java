package io.scriptfarm.cache;

import io.quarkus.runtime.StartupEvent;
import io.scriptfarm.contract.patience.SteadyClock;
import io.scriptfarm.service.Backends;
import io.scriptfarm.service.LogFormat;
import io.scriptfarm.service.StoreReadiness;
import io.scriptfarm.store.RedisStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;

/// What the service is made of.
@ApplicationScoped
class CacheWiring {
  void start(@Observes StartupEvent event, CacheConfig config) {
    LogFormat.start(config);
  }

  @Produces
  @Singleton
  RedisStore store(CacheConfig config) {
    return Backends.store(config, InstantSource.system());
  }

  void close(@Disposes RedisStore store) {
    store.close();
  }

  @Produces
  @Readiness
  @ApplicationScoped
  HealthCheck redis(RedisStore store) {
    return new StoreReadiness(store);
  }

  @Produces
  @Singleton
  TransferMemory transfers(CacheConfig config) {
    return new TransferMemory(
        config.cache().transferBytes().asLongValue(),
        config.cache().transferWait(),
        new SteadyClock(InstantSource.system()));
  }
}
