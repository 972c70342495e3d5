package io.scriptfarm.gateway.submit;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.api.ParityAnswer;
import io.scriptfarm.api.ParityRequest;
import io.scriptfarm.contract.CompileOutcome;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.ParityJob;
import io.scriptfarm.contract.ParityReport;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.Toolchain;
import io.scriptfarm.orchestration.ParityStage;
import io.scriptfarm.service.Gate;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
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

/// Takes scripts whose Lua is to be held against their TypeScript.
@Path("/api/parity")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "parity")
@RunOnVirtualThread
public final class ParityResource {
  private final ParityStage parity;
  private final Toolchain toolchain;

  ParityResource(ParityStage parity, Toolchain toolchain) {
    this.parity = parity;
    this.toolchain = toolchain;
  }

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
  public ParityAnswer compare(String body, @Context RoutingContext caller)
      throws InterruptedException {
    ParityRequest request = ParityRequest.parse(body);
    List<ParityReport> agrees = new ArrayList<>();
    List<ParityReport> differs = new ArrayList<>();
    List<ParityAnswer.NotRun> failed = new ArrayList<>();
    List<Digest> missing = new ArrayList<>();
    for (Map.Entry<ProjectPath, CompileOutcome> entry :
        parity
            .compare(
                request.project(toolchain.digest()),
                request.scripts(),
                request.calls(),
                Gate.caller(caller).name())
            .entrySet()) {
      switch (entry.getValue()) {
        case ParityJob.Compared(ParityReport report) ->
            (report.agrees() ? agrees : differs).add(report);
        case ParityJob.Provisional(ParityReport report) ->
            (report.agrees() ? agrees : differs).add(report);
        case CompileOutcome.Incomplete(Set<Digest> digests) -> missing.addAll(digests);
        case CompileOutcome.Lost(String what) ->
            failed.add(new ParityAnswer.NotRun(entry.getKey(), what + " vanished from the store"));
        case CompileOutcome.TooMuch(var _, String reason) ->
            failed.add(new ParityAnswer.NotRun(entry.getKey(), reason));
        case CompileOutcome.Failed(var _, String reason) ->
            failed.add(new ParityAnswer.NotRun(entry.getKey(), reason));
        case CompileOutcome.Settled other ->
            throw new IllegalStateException("a comparison ended as " + other);
      }
    }
    return new ParityAnswer(agrees, differs, failed, missing);
  }
}
