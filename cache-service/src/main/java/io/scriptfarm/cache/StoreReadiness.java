package io.scriptfarm.cache;

import io.scriptfarm.store.RedisStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// The service is of use while its Redis answers.
@Readiness
@ApplicationScoped
class StoreReadiness implements HealthCheck {
  private final RedisStore store;

  @Inject
  StoreReadiness(RedisStore store) {
    this.store = store;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("redis").status(store.isReachable()).build();
  }
}
