package io.scriptfarm.gateway.submit;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.ParityReport;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.orchestration.Parities;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
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

/// Takes scripts whose Lua is to be held against their TypeScript.
@Path("/api/parity")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "parity")
@RunOnVirtualThread
public final class ParityResource {
  private static final int MAX_SCRIPTS = 64; // each takes a worker a second, or ten without an end
  private static final int MAX_UPDATES = 100;
  private static final int DEFAULT_UPDATES = 3;

  private final Parities parities;
  private final Toolchain toolchain;

  ParityResource(Parities parities, Toolchain toolchain) {
    this.parities = parities;
    this.toolchain = toolchain;
  }

  /// `snapshot` and `config` as for a build; `updates` is how often `onUpdate` is called.
  public record ParityRequest(
      Digest snapshot, ProjectPath config, Set<ProjectPath> scripts, Optional<Integer> updates) {}

  /// `agrees`: the reports of scripts that behave alike; `differs`: those that do not, or did not
  /// end; `failed`: those that could not be run; `missing`: contents to upload first.
  public record Compared(
      List<ParityReport> agrees,
      List<ParityReport> differs,
      List<NotRun> failed,
      List<Digest> missing) {}

  /// A script that could not be run, and what to do.
  public record NotRun(ProjectPath script, String reason) {}

  @POST
  @Allowed(Action.BUILD)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Run scripts as JavaScript and as Lua, and compare",
      description =
          "Answers when all are done. A script's module is loaded, `onStart`, `onUpdate` and `onDestroy` of"
              + " what it exports are called, and what is printed, called and returned is compared. What the"
              + " engine would define answers as stubs.")
  @APIResponse(responseCode = "200", description = "The reports")
  @APIResponse(responseCode = "400", description = "The request is malformed; `message` says where")
  @RequestBody(content = @Content(schema = @Schema(implementation = ParityRequest.class)))
  public Compared compare(String body) throws InterruptedException {
    ParityRequest request = Json.read(body, ParityRequest.class);
    int updates = request.updates().orElse(DEFAULT_UPDATES);
    if (request.scripts().isEmpty() || request.scripts().size() > MAX_SCRIPTS) {
      throw new MalformedException("`scripts` names 1 to " + MAX_SCRIPTS + " scripts");
    }
    if (updates < 0 || updates > MAX_UPDATES) {
      throw new MalformedException("`updates` is 0 to " + MAX_UPDATES + ", not " + updates);
    }
    Compared compared =
        new Compared(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Project project = new Project(toolchain.digest(), request.snapshot(), request.config());
    for (Map.Entry<ProjectPath, CompileOutcome> entry :
        parities.compare(project, request.scripts(), updates).entrySet()) {
      switch (entry.getValue()) {
        case ParityJob.Compared(ParityReport report) ->
            (report.agrees() ? compared.agrees() : compared.differs()).add(report);
        case CompileOutcome.Incomplete(Set<Digest> missing) -> compared.missing().addAll(missing);
        case CompileOutcome.Failed(var _, String reason) ->
            compared.failed().add(new NotRun(entry.getKey(), reason));
        case CompileOutcome.Settled other ->
            throw new IllegalStateException("a comparison ended as " + other);
      }
    }
    return compared;
  }
}
