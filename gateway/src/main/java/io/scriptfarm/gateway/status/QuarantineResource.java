package io.scriptfarm.gateway.status;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.contract.Attempts;
import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Poison;
import io.scriptfarm.contract.Quarantine;
import io.scriptfarm.contract.wire.MalformedException;
import io.scriptfarm.store.RedisStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// The work that workers failed or died at, and that none tries any more (requirement R43).
@Path("/api/quarantine")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operations")
@RunOnVirtualThread
public final class QuarantineResource {
  private final Quarantine quarantine;
  private final Attempts attempts;

  QuarantineResource(RedisStore store) {
    this.quarantine = store.quarantine();
    this.attempts = store.attempts();
  }

  @GET
  @Allowed(Action.OBSERVE)
  @Operation(summary = "What is in quarantine, youngest first")
  public List<Poison> list(@QueryParam("most") @DefaultValue("100") int most) {
    if (most < 1 || most > Quarantine.MOST) {
      throw new MalformedException("`most` is from 1 to " + Quarantine.MOST + ", not " + most);
    }
    return quarantine.latest(most);
  }

  @POST
  @Allowed(Action.BUILD)
  @Path("/{key}/retry")
  @Operation(
      summary = "Have a piece of work tried again",
      description = "It gets all its attempts once more, with the next build that wants it.")
  @APIResponse(responseCode = "404", description = "It is not in quarantine (any more)")
  public Poison retry(@PathParam("key") String digits) {
    if (!Digest.isValid(digits)) {
      throw new MalformedException("a key has 64 hexadecimal digits in lower case");
    }
    CompileKey key = new CompileKey(new Digest(digits));
    attempts.forget(Set.of(key)); // before builds may try it
    return quarantine
        .release(key)
        .orElseThrow(() -> new NotFoundException("nothing in quarantine has the key " + digits));
  }
}
