package io.scriptfarm.service;

import io.scriptfarm.store.RedisStore;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/// A service is of use while its Redis answers. Kafka answered when the service started; from then
/// on its absence delays work and loses none.
public final class StoreReadiness implements HealthCheck {
  private final RedisStore store;

  public StoreReadiness(RedisStore store) {
    this.store = store;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("redis").status(store.isReachable()).build();
  }
}
