package io.scriptfarm.worker.wiring;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// A worker is ready when its compilers are warm and it pulls jobs.
@Readiness
@ApplicationScoped
final class PullingJobs implements HealthCheck {
  private final Worker worker;

  PullingJobs(Worker worker) {
    this.worker = worker;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("pulling jobs").status(worker.isReady()).build();
  }
}
