package io.scriptfarm.gateway.wiring;

import io.scriptfarm.store.RedisStore;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// A gateway is ready when Redis answers; Kafka answered when it started, and is waited for later.
@Readiness
@ApplicationScoped
final class BackendsReachable implements HealthCheck {
  private final RedisStore store;

  BackendsReachable(RedisStore store) {
    this.store = store;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("redis").status(store.isReachable()).build();
  }
}
