package io.scriptfarm.gateway.submit;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.api.BuildRequest;
import io.scriptfarm.api.FarmInfo;
import io.scriptfarm.api.SubmittedBuild;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.TraceParent;
import io.scriptfarm.gateway.wiring.GatewayConfig;
import io.scriptfarm.orchestration.Build;
import io.scriptfarm.orchestration.Builds;
import io.scriptfarm.orchestration.FarmBuilds;
import io.scriptfarm.service.Errors;
import io.scriptfarm.service.Gate;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Takes builds.
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "builds")
@RunOnVirtualThread
public final class BuildResource {
  private final Builds builds;
  private final FarmBuilds all;
  private final Toolchain toolchain;
  private final String cacheUrl;

  BuildResource(Builds builds, FarmBuilds all, Toolchain toolchain, GatewayConfig config) {
    this.builds = builds;
    this.all = all;
    this.toolchain = toolchain;
    this.cacheUrl = config.gateway().cacheUrl();
  }

  @GET
  @Allowed(Action.BUILD)
  @Path("/farm")
  @Operation(
      summary = "Where the cache-service is, and which toolchain compiles projects that bring none")
  public FarmInfo farm() {
    return new FarmInfo(cacheUrl, toolchain);
  }

  @POST
  @Allowed(Action.BUILD)
  @Path("/builds")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Build a project",
      description =
          "Returns at once; follow the events. A build whose contents are not all uploaded ends with"
              + " content-missing: upload them to the cache-service and submit again.")
  @APIResponse(responseCode = "201", description = "The build runs")
  @APIResponse(responseCode = "400", description = "The request is malformed; `message` says where")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(name = "BuildRequest", implementation = BuildRequest.Fields.class)))
  public Response submit(String body, @Context RoutingContext request) {
    Build build;
    try {
      build =
          builds.submit(
              BuildRequest.parse(body),
              Gate.caller(request).name(),
              Optional.ofNullable(request.request().getHeader(TraceParent.HEADER))
                  .flatMap(TraceParent::of));
    } catch (RejectedExecutionException e) {
      return Errors.retryLater(
          "stopping", "the gateway stops; another one, or the next, builds it");
    }
    String address = "/api/builds/" + build.id();
    return Response.created(URI.create(address))
        .entity(new SubmittedBuild(build.id(), address + "/events", cacheUrl))
        .build();
  }

  @DELETE
  @Allowed(Action.BUILD)
  @Path("/builds/{id}")
  @Operation(
      summary = "Cancel a build",
      description =
          "Says that its client does not want it any more: it ends as cancelled, soon. What other builds"
              + " wait for goes on. Only who submitted a build can cancel it.")
  @APIResponse(responseCode = "204", description = "It ends, or has ended")
  @APIResponse(responseCode = "404", description = "The caller has no such build")
  public void cancel(@PathParam("id") String id, @Context RoutingContext request) {
    if (!all.cancel(id, Gate.caller(request).name())) {
      throw new NotFoundException("the farm knows no build " + id + " of yours");
    }
  }
}
