package io.scriptfarm.gateway.submit;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Emit;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.gateway.wiring.GatewayConfig;
import io.scriptfarm.orchestration.Build;
import io.scriptfarm.orchestration.Builds;
import io.scriptfarm.orchestration.publish.Publications;
import io.scriptfarm.publication.WorkspaceName;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
  /// Each is compiled once by itself and once with the build.
  private static final int MAX_SAVED = 16;

  private final Builds builds;
  private final Toolchain toolchain;
  private final String cacheUrl;

  BuildResource(Builds builds, Toolchain toolchain, GatewayConfig config) {
    this.builds = builds;
    this.toolchain = toolchain;
    this.cacheUrl = config.gateway().cacheUrl();
  }

  /// What to build: `snapshot` is the digest of an uploaded snapshot, `config` the path of a
  /// tsconfig.json in it. `lane` is `bulk` unless a person waits for a few scripts. `saved` are
  /// scripts that an editor saved just now: they are told first. `emit` is `lua`, or `js` for
  /// JavaScript to preview: one file for each script, at the script's place, with a source map.
  /// `bytecode` are formats that are wanted besides that of the project's `luaTarget`: `lua51`,
  /// `lua52`, `lua53`, `lua54`, `luajit`. `publish` names the workspace of which a successful build
  /// becomes a generation, or is empty: then the project's `scriptfarm.json` names it. Without
  /// `publish` that file decides. With `publishSaved` what was saved is published before it is
  /// checked, as a generation of its own.
  public record BuildRequest(
      Digest snapshot,
      ProjectPath config,
      Optional<String> lane,
      Optional<Set<ProjectPath>> saved,
      Optional<String> emit,
      Optional<Set<String>> bytecode,
      Optional<String> publish,
      Optional<Boolean> publishSaved) {}

  /// Where to follow the build, and where its blobs come from and go to.
  public record Submitted(String id, String events, String cache) {}

  /// What a client needs to know of the farm.
  public record Farm(String cache, Toolchain toolchain) {}

  @GET
  @Allowed(Action.BUILD)
  @Path("/farm")
  @Operation(
      summary = "Where the cache-service is, and which toolchain compiles projects that bring none")
  public Farm farm() {
    return new Farm(cacheUrl, toolchain);
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
  @RequestBody(content = @Content(schema = @Schema(implementation = BuildRequest.class)))
  public Response submit(String body) {
    BuildRequest request = Json.read(body, BuildRequest.class);
    Build build =
        builds.submit(
            new Build.Request(
                new Project(toolchain.digest(), request.snapshot(), request.config()),
                lane(request.lane()),
                saved(request.saved()),
                emit(request.emit()),
                bytecode(request.bytecode()),
                request.publish().map(name -> wish(name, request.publishSaved().orElse(false)))));
    String events = "/api/builds/" + build.id() + "/events";
    return Response.created(URI.create("/api/builds/" + build.id()))
        .entity(new Submitted(build.id(), events, cacheUrl))
        .build();
  }

  private static Set<ProjectPath> saved(Optional<Set<ProjectPath>> scripts) {
    Set<ProjectPath> saved = scripts.orElse(Set.of());
    if (saved.size() > MAX_SAVED) {
      throw new MalformedException(
          "`saved` names at most "
              + MAX_SAVED
              + " scripts, not "
              + saved.size()
              + "; a build without it compiles them all");
    }
    return saved;
  }

  private static Publications.Wish wish(String name, boolean saves) {
    if (name.isEmpty()) {
      return new Publications.Wish(Optional.empty(), saves);
    }
    if (!WorkspaceName.isValid(name)) {
      throw new MalformedException(
          "`publish` names a workspace by 1 to 64 lower-case letters, digits, `.`, `-` and `_`");
    }
    return new Publications.Wish(Optional.of(new WorkspaceName(name)), saves);
  }

  private static Emit emit(Optional<String> name) {
    return switch (name.orElse("lua")) {
      case "lua" -> Emit.LUA;
      case "js" -> Emit.JS;
      default -> throw new MalformedException("emit is `lua` or `js`, not " + name.orElse(""));
    };
  }

  private static Set<BytecodeFormat> bytecode(Optional<Set<String>> formats) {
    try {
      return formats.orElse(Set.of()).stream().map(BytecodeFormat::of).collect(Collectors.toSet());
    } catch (IllegalArgumentException e) {
      throw new MalformedException("`bytecode`: " + e.getMessage());
    }
  }

  private static Job.Lane lane(Optional<String> name) {
    return switch (name.orElse("bulk")) {
      case "interactive" -> Job.Lane.INTERACTIVE;
      case "bulk" -> Job.Lane.BULK;
      default ->
          throw new MalformedException("lane is `interactive` or `bulk`, not " + name.orElse(""));
    };
  }
}
