package io.scriptfarm.gateway.stream;

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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
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
  public void follow(
      @PathParam("id") String id,
      @HeaderParam("Last-Event-ID") @DefaultValue("0") long after,
      @QueryParam("known") @DefaultValue("true") boolean known,
      @Context SseEventSink sink,
      @Context Sse sse)
      throws InterruptedException {
    FarmBuilds.Followed build =
        builds
            .follow(id, after)
            .orElseThrow(
                () -> new NotFoundException("the farm knows no build " + id + "; submit again"));
    try (sink;
        build) {
      long last = after;
      long knownUntil = 0; // the sequence number of the last script that was known from the start
      while (!sink.isClosed()) {
        List<BuildEvent> events = build.read(last, HEARTBEAT);
        for (BuildEvent event : events) {
          last = event.sequence();
          if (event instanceof BuildEvent.Planned planned) {
            knownUntil = planned.sequence() + planned.cached();
          }
          if (!known && event instanceof BuildEvent.ScriptFinished && last <= knownUntil) {
            continue;
          }
          send(sink, event(sse, event));
          if (event instanceof BuildEvent.Finished) {
            return;
          }
        }
        if (build.isGone()) {
          return; // the client asks again, here or elsewhere
        }
        if (events.isEmpty()) {
          send(sink, sse.newEventBuilder().comment("still at it").build());
        }
      }
    } catch (CompletionException e) {
      // The client went away in the middle of a write; it resumes with Last-Event-ID.
    }
  }

  /// Waits until the event is written, so that a slow reader costs no memory.
  ///
  /// @throws CompletionException when the client is gone
  private static void send(SseEventSink sink, OutboundSseEvent event) {
    try {
      sink.send(event).toCompletableFuture().join();
    } catch (IllegalStateException e) { // the sink was closed since somebody looked
      throw new CompletionException(e);
    }
  }

  /// Nobody goes on from where a build only waits: that may be seen before it is written down.
  private static OutboundSseEvent event(Sse sse, BuildEvent event) {
    OutboundSseEvent.Builder builder = sse.newEventBuilder();
    if (!(event instanceof BuildEvent.Waiting)) {
      builder.id(String.valueOf(event.sequence()));
    }
    return builder
        .name(Json.type(event))
        .mediaType(MediaType.APPLICATION_JSON_TYPE)
        .data(String.class, Json.write(event))
        .build();
  }
}
