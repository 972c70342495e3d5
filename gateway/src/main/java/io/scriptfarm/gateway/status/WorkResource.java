package io.scriptfarm.gateway.status;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.api.FarmWork;
import io.scriptfarm.contract.WorkerStatus;
import io.scriptfarm.store.RedisStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// How much work there is for workers: what an autoscaler asks.
@Path("/api/work")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operations")
@RunOnVirtualThread
public final class WorkResource {
  private final RedisStore store;

  WorkResource(RedisStore store) {
    this.store = store;
  }

  @GET
  @Allowed(Action.OBSERVE)
  @Operation(
      summary = "Seconds of work that wait for workers or are with them",
      description =
          "Of the builds of all gateways. They are seconds of one compile slot, by what the gateways"
              + " learned of scripts; a gateway that was started begins with guesses.")
  public FarmWork work() {
    return new FarmWork(
        store.workLeft().total().toMillis() / 1000.0,
        store.roster().present().stream().mapToInt(WorkerStatus::slots).sum());
  }
}
