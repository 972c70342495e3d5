package io.scriptfarm.gateway.trace;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.api.TracebackRequest;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.orchestration.FarmBuilds;
import io.scriptfarm.trace.LuaFile;
import io.scriptfarm.trace.Traceback;
import io.scriptfarm.trace.TracedFiles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Takes crash reports.
@Path("/api/traceback")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "tracebacks")
@RunOnVirtualThread
public final class TracebackResource {
  private final FarmBuilds builds;
  private final Toolchain toolchain;
  private final KnownFiles known;

  TracebackResource(FarmBuilds builds, Toolchain toolchain, KnownFiles known) {
    this.builds = builds;
    this.toolchain = toolchain;
    this.known = known;
  }

  @POST
  @Allowed(Action.TRACE)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Turn a Lua traceback into TypeScript",
      description =
          "Gives the text with TypeScript's files and lines, every place in it, and the names of which"
              + " nothing is known, each with the reason. Understands what Lua 5.1 to 5.4, LuaJIT and"
              + " LuaJ print; it does not matter whether the project ships source maps.")
  @APIResponse(responseCode = "200", description = "The traceback")
  @APIResponse(responseCode = "400", description = "The request is malformed; `message` says where")
  @APIResponse(responseCode = "404", description = "No such build is known")
  @RequestBody(content = @Content(schema = @Schema(implementation = TracebackRequest.class)))
  public Traceback resolve(String body) {
    TracebackRequest request = TracebackRequest.parse(body);
    if (request.build().isPresent() || request.snapshot().isPresent()) {
      Project project = project(request);
      return Traceback.resolve(
          request.traceback(),
          known
              .of(project)
              .orElseThrow(
                  () ->
                      new NotFoundException(
                          "no build of snapshot "
                              + project.snapshot()
                              + " and "
                              + project.config()
                              + " is known: it did not end yet, or is forgotten; build it")));
    }
    return byArtifacts(request);
  }

  private Project project(TracebackRequest request) {
    if (request.build().isPresent()) {
      String id = request.build().get();
      return builds
          .project(id, toolchain.digest())
          .orElseThrow(
              () ->
                  new NotFoundException(
                      "the farm knows no build "
                          + id
                          + "; name its `snapshot` and `config` instead"));
    }
    return request.project(toolchain.digest());
  }

  private Traceback byArtifacts(TracebackRequest request) {
    Set<Digest> artifacts = request.allArtifacts();
    Map<Digest, LuaFile> files = known.find(artifacts);
    TracedFiles traced = known.of(files, request.chunks().orElse(Map.of()));
    Traceback traceback = Traceback.resolve(request.traceback(), traced);
    artifacts.removeAll(files.keySet());
    List<Traceback.Unresolved> unresolved = new ArrayList<>(traceback.unresolved());
    artifacts.stream()
        .sorted()
        .map(
            artifact ->
                new Traceback.Unresolved(
                    artifact.hex(), "no build that the store remembers wrote such a Lua file"))
        .forEach(unresolved::add);
    return new Traceback(traceback.text(), traceback.frames(), unresolved);
  }
}
