package io.scriptfarm.gateway.status;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.api.PluginsRequest;
import io.scriptfarm.api.PluginsSeen;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.orchestration.SeenPlugins;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Says what was seen of a project's plugins.
@Path("/api/plugins")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "status")
@RunOnVirtualThread
public final class PluginResource {
  private final SeenPlugins plugins;
  private final Toolchain toolchain;

  PluginResource(SeenPlugins plugins, Toolchain toolchain) {
    this.plugins = plugins;
    this.toolchain = toolchain;
  }

  @POST
  @Allowed(Action.BUILD)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "What was seen of a project's plugins",
      description =
          "Whether an edit compiles what it changed, or all scripts, and why. It is known of a"
              + " state of a project that was built.")
  @APIResponse(responseCode = "200", description = "What was seen")
  @APIResponse(responseCode = "400", description = "The request is malformed; `message` says where")
  @RequestBody(content = @Content(schema = @Schema(implementation = PluginsRequest.class)))
  public PluginsSeen seen(String body) {
    return plugins.of(PluginsRequest.parse(body).project(toolchain.digest()));
  }
}
