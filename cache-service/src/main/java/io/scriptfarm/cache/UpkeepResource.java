package io.scriptfarm.cache;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.service.Errors;
import io.scriptfarm.store.CleanUp;
import io.scriptfarm.store.RedisStore;
import io.scriptfarm.store.StoreStatistics;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/// What the store holds, and its clean-up.
@Path("/api/cache")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class UpkeepResource {
  private final RedisStore store;
  private final CacheConfig config;
  private final Traffic traffic;

  @Inject
  UpkeepResource(RedisStore store, CacheConfig config, Traffic traffic) {
    this.store = store;
    this.traffic = traffic;
    this.config = config;
  }

  @GET
  @Allowed(Action.OBSERVE)
  @Path("/stats")
  @Operation(summary = "What the store holds, and the fleet's counters")
  public StoreStatistics statistics() {
    return store.statistics();
  }

  @POST
  @Allowed(Action.CLEAN_UP)
  @Path("/clean")
  @Operation(
      summary = "Clean up now",
      description =
          "Verifies blobs and drops outcomes that have lost a blob, for as long as"
              + " farm.cache.clean-up.budget allows; the next clean-up goes on from there.")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = CleanUp.class)))
  @APIResponse(responseCode = "409", description = "A clean-up is under way")
  public Response cleanUp() {
    return store
        .cleanUp(config.cache().cleanUp().budget(), config.cache().cleanUp().pace().asLongValue())
        .map(
            cleanUp -> {
              traffic.cleanedUp(cleanUp);
              return Response.ok(cleanUp).build();
            })
        .orElseGet(
            () ->
                Errors.response(
                    409, "clean-up-running", "a clean-up is under way; wait until it ends"));
  }
}
