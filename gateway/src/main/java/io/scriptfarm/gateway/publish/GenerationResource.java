package io.scriptfarm.gateway.publish;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.api.GenerationSummary;
import io.scriptfarm.api.RolledBack;
import io.scriptfarm.api.VerificationKeys;
import io.scriptfarm.contract.Diagnostic;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.orchestration.publish.Publications;
import io.scriptfarm.orchestration.publish.SigningKeys;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.ReleaseTags;
import io.scriptfarm.publication.Releases;
import io.scriptfarm.publication.ServerReport;
import io.scriptfarm.publication.ServerReports;
import io.scriptfarm.publication.SignedManifest;
import io.scriptfarm.publication.WorkspaceName;
import io.scriptfarm.store.RedisStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Generations, as those see them who publish: which there are, what differs, back to an earlier
/// one; and who runs which. Servers pull from the cache-service, and tell it what they run.
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "generations")
@RunOnVirtualThread
public final class GenerationResource {
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  private final Releases releases;
  private final ReleaseTags tags;
  private final ServerReports servers;
  private final Publications publications;
  private final SigningKeys keys;

  GenerationResource(RedisStore store, Publications publications, SigningKeys keys) {
    this.releases = store.releases();
    this.tags = store.releaseTags();
    this.servers = store.serverReports();
    this.publications = publications;
    this.keys = keys;
  }

  /// The youngest generation of each workspace.
  @GET
  @Allowed(Action.READ_PUBLISHED)
  @Path("/workspaces")
  @Operation(summary = "The workspaces, each with the number of its youngest generation")
  public SortedMap<WorkspaceName, Long> workspaces() {
    return releases.workspaces();
  }

  @GET
  @Allowed(Action.READ_PUBLISHED)
  @Path("/workspaces/{workspace}/generations")
  @Operation(summary = "The generations that are kept, youngest first")
  @APIResponse(responseCode = "404", description = "Nothing was published there")
  public List<GenerationSummary> list(@PathParam("workspace") String name) {
    WorkspaceName workspace = workspace(name);
    SortedMap<String, Long> named = tags.all(workspace);
    List<ServerReport> reports = servers.current();
    List<GenerationSummary> all =
        releases.numbers(workspace).stream()
            .flatMap(number -> releases.find(workspace, number).stream())
            .map(release -> release.full().unverified())
            .map(
                manifest ->
                    new GenerationSummary(
                        manifest.generation(),
                        manifest.created(),
                        manifest.entries().size(),
                        manifest.rollbackOf(),
                        named.entrySet().stream()
                            .filter(tag -> tag.getValue() == manifest.generation())
                            .map(Map.Entry::getKey)
                            .toList(),
                        reports.stream()
                            .filter(
                                server ->
                                    server.workspace().equals(workspace)
                                        && server.generation() == manifest.generation())
                            .map(ServerReport::server)
                            .toList()))
            .toList();
    if (all.isEmpty()) {
      throw new NotFoundException(
          "nothing was published in the workspace " + workspace + "; farm build --publish does");
    }
    return all;
  }

  @GET
  @Allowed(Action.READ_PUBLISHED)
  @Path("/workspaces/{workspace}/generations/{generation}")
  @Operation(summary = "A generation's manifest")
  public Manifest show(
      @PathParam("workspace") String name, @PathParam("generation") long generation) {
    return find(workspace(name), generation);
  }

  @GET
  @Allowed(Action.READ_PUBLISHED)
  @Path("/workspaces/{workspace}/diff")
  @Operation(summary = "Which files differ between two generations")
  public Manifest.Difference diff(
      @PathParam("workspace") String name,
      @QueryParam("from") long from,
      @QueryParam("to") long to) {
    WorkspaceName workspace = workspace(name);
    return find(workspace, from).to(find(workspace, to));
  }

  @POST
  @Allowed(Action.PUBLISH)
  @Path("/workspaces/{workspace}/rollback/{generation}")
  @Operation(
      summary = "Go back to an earlier generation",
      description = "Publishes what it held as a new generation; servers hear of that as of any.")
  @APIResponse(responseCode = "409", description = "Its artifacts are gone")
  public RolledBack rollBack(
      @PathParam("workspace") String name, @PathParam("generation") long generation) {
    WorkspaceName workspace = workspace(name);
    return switch (publications
        .rollBack(workspace, generation)
        .orElseThrow(() -> unknown(workspace, generation))) {
      case Publications.Published(Manifest manifest, Manifest.Difference _) ->
          new RolledBack(manifest.generation(), generation);
      case Publications.Refused(List<Diagnostic> problems) ->
          throw new jakarta.ws.rs.ClientErrorException(
              problems.stream().map(Diagnostic::message).collect(Collectors.joining("; ")), 409);
      case Publications.Vanished(int artifacts) ->
          throw new jakarta.ws.rs.ClientErrorException(
              artifacts
                  + " artifacts of the generation are gone from Redis; build the project again, which makes them again",
              409);
      case Publications.NotWanted() -> throw new IllegalStateException("it was asked for");
    };
  }

  @PUT
  @Allowed(Action.PUBLISH)
  @Path("/workspaces/{workspace}/tags/{tag}/{generation}")
  @Operation(summary = "Name a generation, so that it is kept")
  public void tag(
      @PathParam("workspace") String name,
      @PathParam("tag") String tag,
      @PathParam("generation") long generation) {
    if (!tag.matches(NAME)) {
      throw new MalformedException("a tag has 1 to 64 letters, digits, `.`, `-` and `_`");
    }
    if (!tags.set(workspace(name), tag, generation)) {
      throw unknown(workspace(name), generation);
    }
  }

  @DELETE
  @Allowed(Action.PUBLISH)
  @Path("/workspaces/{workspace}/tags/{tag}")
  @Operation(summary = "Forget a generation's name")
  public void untag(@PathParam("workspace") String name, @PathParam("tag") String tag) {
    if (!tags.remove(workspace(name), tag)) {
      throw new NotFoundException("there is no tag " + tag);
    }
  }

  @GET
  @Allowed(Action.READ_PUBLISHED)
  @Path("/workspaces/{workspace}/generations/{generation}/signed")
  @Operation(
      summary = "A generation's manifest as it was signed",
      description =
          "`payload` is the manifest's JSON, byte for byte what `signature` (Ed25519) is of, both in"
              + " Base64. `view` is FULL, or REPLICATED for what game clients may know.")
  public SignedManifest signed(
      @PathParam("workspace") String name,
      @PathParam("generation") long generation,
      @QueryParam("view") @DefaultValue("FULL") Manifest.View view) {
    WorkspaceName workspace = workspace(name);
    return releases
        .find(workspace, generation)
        .orElseThrow(() -> unknown(workspace, generation))
        .view(view);
  }

  @GET
  @Allowed(Action.READ_PUBLISHED)
  @Path("/servers")
  @Operation(summary = "Which game server runs which generation")
  public List<ServerReport> servers() {
    return servers.current();
  }

  @GET
  @Allowed(Action.READ_KEYS)
  @Path("/keys")
  @Operation(summary = "The public keys that verify manifests")
  public VerificationKeys keys() {
    return new VerificationKeys(keys.current().id(), keys.trusted().base64());
  }

  @POST
  @Allowed(Action.ROTATE_KEYS)
  @Path("/keys/rotate")
  @Operation(
      summary = "Sign with a new key from now on",
      description = "What the old one signed stays valid; its private half is deleted.")
  public VerificationKeys rotate() {
    return new VerificationKeys(keys.rotate().id(), keys.trusted().base64());
  }

  private Manifest find(WorkspaceName workspace, long generation) {
    return releases
        .find(workspace, generation)
        .map(release -> release.full().unverified())
        .orElseThrow(() -> unknown(workspace, generation));
  }

  private static NotFoundException unknown(WorkspaceName workspace, long generation) {
    return new NotFoundException(
        "the workspace " + workspace + " has no generation " + generation + " (any more)");
  }

  private static WorkspaceName workspace(String name) {
    if (!WorkspaceName.isValid(name)) {
      throw new MalformedException(
          "a workspace is named by 1 to 64 lower-case letters, digits, `.`, `-` and `_`");
    }
    return new WorkspaceName(name);
  }
}
