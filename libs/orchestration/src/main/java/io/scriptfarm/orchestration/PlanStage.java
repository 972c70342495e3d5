package io.scriptfarm.orchestration;

import io.scriptfarm.contract.ArtifactStore;
import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.OpenJob;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.wire.Json;
import java.util.Set;

/// Finds out what the project consists of. Asks for {@link PlanJob}; tells nothing.
final class PlanStage {
  private final Build build;
  private final Fleet fleet;
  private final ArtifactStore store;

  PlanStage(Build build, Fleet fleet, ArtifactStore store) {
    this.build = build;
    this.fleet = fleet;
    this.store = store;
  }

  Plan run() throws Fleet.NotSettledException, InterruptedException {
    Job plan = new PlanJob(Build.jobId(), build.id(), build.project());
    PlanJob.Planned planned =
        switch (build.request().turn().urgency()) {
          case INTERACTIVE -> fleet.settle(build.order(), PlanJob.Planned.class, plan);
          case CI, BULK -> // several workers share the units of such a build, and each opens it
              fleet.settle(
                  build.order(),
                  PlanJob.Planned.class,
                  plan,
                  new OpenJob(Build.jobId(), build.id(), build.project()));
        };
    Digest digest = planned.plan();
    Blob blob = store.read(Set.of(digest)).get(digest);
    if (blob == null) {
      throw new Fleet.NotSettledException(new CompileOutcome.Lost("the project's plan"));
    }
    return Json.read(blob.bytes(), Plan.class);
  }
}
