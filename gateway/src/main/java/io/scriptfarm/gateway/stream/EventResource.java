package io.scriptfarm.gateway.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.scriptfarm.access.Action;
import io.scriptfarm.access.Allowed;
import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.orchestration.FarmBuilds;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Streams a build's events to editors and the command line.
@Path("/api/builds/{id}/events")
@Tag(name = "builds")
@RunOnVirtualThread
public final class EventResource {
  /// Often enough that proxies keep the connection and a gone client is noticed.
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final FarmBuilds builds;

  EventResource(FarmBuilds builds) {
    this.builds = builds;
  }

  @GET
  @Allowed(Action.BUILD)
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @Operation(
      summary = "Follow a build",
      description =
          "Through any gateway. Server-sent events (WHATWG HTML, 9.2): those so far, then live ones, `finished` last. `id`"
              + " is the sequence number; a client that lost the connection sends it back as"
              + " Last-Event-ID and misses nothing. With known=false the scripts that were known from the"
              + " start, which `planned` counts, are left out.")
  public StreamingOutput follow(
      @PathParam("id") String id,
      @HeaderParam("Last-Event-ID") @DefaultValue("0") long after,
      @QueryParam("known") @DefaultValue("true") boolean known) {
    FarmBuilds.Followed build =
        builds
            .follow(id, after)
            .orElseThrow(
                () -> new NotFoundException("the farm knows no build " + id + "; submit again"));
    return out -> {
      try (build) {
        send(out, build, after, known);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // the gateway stops; the client asks again
      }
    };
  }

  /// Events that are there together leave together: one packet at a time, each waits for room at
  /// the reader, so that a slow one costs no memory.
  ///
  /// @throws IOException when the client is gone; it resumes with Last-Event-ID
  private static void send(OutputStream out, FarmBuilds.Followed build, long after, boolean known)
      throws IOException, InterruptedException {
    out.write(": events\n\n".getBytes(UTF_8)); // the head leaves before the first event is there
    out.flush();
    long last = after;
    long knownUntil = 0; // the sequence number of the last script that was known from the start
    while (true) {
      List<BuildEvent> events = build.read(last, HEARTBEAT);
      for (BuildEvent event : events) {
        last = event.sequence();
        if (event instanceof BuildEvent.Planned planned) {
          knownUntil = planned.sequence() + planned.cached();
        }
        if (!known && event instanceof BuildEvent.ScriptFinished && last <= knownUntil) {
          continue;
        }
        out.write(written(event).getBytes(UTF_8));
        if (event instanceof BuildEvent.Finished) {
          return;
        }
      }
      if (build.isGone()) {
        return; // the client asks again, here or elsewhere
      }
      if (events.isEmpty()) {
        out.write(": still at it\n\n".getBytes(UTF_8));
      }
      out.flush();
    }
  }

  /// Nobody goes on from where a build only waits: that may be seen before it is written down.
  private static String written(BuildEvent event) {
    String id = event instanceof BuildEvent.Waiting ? "" : "id: " + event.sequence() + "\n";
    return id + "event: " + Json.type(event) + "\ndata: " + Json.write(event) + "\n\n";
  }
}
