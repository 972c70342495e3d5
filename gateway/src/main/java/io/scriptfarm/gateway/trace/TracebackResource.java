package io.scriptfarm.gateway.trace;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.orchestration.Build;
import io.scriptfarm.orchestration.Builds;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  /// A traceback of Lua has 22 frames at most; the log around it may be long.
  private static final int MAX_TEXT = 256 * 1024;

  private static final int MAX_ARTIFACTS = 2_000;

  private final Builds builds;
  private final Toolchain toolchain;
  private final KnownFiles known;

  TracebackResource(Builds builds, Toolchain toolchain, KnownFiles known) {
    this.builds = builds;
    this.toolchain = toolchain;
    this.known = known;
  }

  /// `traceback` is any text with places in Lua. One of the rest says what the game ran: `build`,
  /// the id of a build that this gateway remembers; or `snapshot` and `config` of one, which the
  /// store remembers; or `artifacts`, digests of Lua files or of their bytecode. `chunks` are
  /// artifacts by the names under which the engine loads them, where those are not like the files'
  /// paths.
  public record TracebackRequest(
      String traceback,
      Optional<String> build,
      Optional<Digest> snapshot,
      Optional<ProjectPath> config,
      Optional<Set<Digest>> artifacts,
      Optional<Map<String, Digest>> chunks) {}

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
    TracebackRequest request = Json.read(body, TracebackRequest.class);
    if (request.traceback().length() > MAX_TEXT) {
      throw new MalformedException(
          "`traceback` has at most " + MAX_TEXT + " characters; send the part that matters");
    }
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
          .find(id)
          .map(Build::project)
          .orElseThrow(
              () ->
                  new NotFoundException(
                      "this gateway knows no build "
                          + id
                          + "; name its `snapshot` and `config` instead"));
    }
    return new Project(
        toolchain.digest(),
        request.snapshot().orElseThrow(),
        request
            .config()
            .orElseThrow(() -> new MalformedException("`snapshot` needs a `config` beside it")));
  }

  private Traceback byArtifacts(TracebackRequest request) {
    Map<String, Digest> chunks = request.chunks().orElse(Map.of());
    Set<Digest> artifacts = new HashSet<>(request.artifacts().orElse(Set.of()));
    artifacts.addAll(chunks.values());
    if (artifacts.isEmpty()) {
      throw new MalformedException(
          "say what the game ran: a `build`, a `snapshot` with its `config`, or `artifacts`");
    }
    if (artifacts.size() > MAX_ARTIFACTS) {
      throw new MalformedException(
          "at most " + MAX_ARTIFACTS + " artifacts; name the `build` instead");
    }
    Map<Digest, LuaFile> files = known.find(artifacts);
    TracedFiles traced = known.of(files, chunks);
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
