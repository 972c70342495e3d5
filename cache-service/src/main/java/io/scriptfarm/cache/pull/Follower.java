package io.scriptfarm.cache.pull;

import io.scriptfarm.publication.WorkspaceName;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.LongConsumer;

/// Somebody who waits for generations of a workspace, as server-sent events. One who reads slowly
/// gets the youngest when there is room again: those between are of no use to anybody. Works on the
/// connection's event loop; numbers may come from any thread.
final class Follower implements LongConsumer {
  // Often enough that proxies keep the connection, and that it is noticed when it is gone.
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final WorkspaceName workspace;
  private final HttpServerResponse response;
  private final Context loop;
  private long youngest;
  private long told;

  private Follower(WorkspaceName workspace, HttpServerResponse response, Context loop) {
    this.workspace = workspace;
    this.response = response;
    this.loop = loop;
  }

  /// Answers a request with what is announced from now on, until the client goes.
  static Follower begin(
      RoutingContext request, WorkspaceName workspace, Announcements announcements) {
    Vertx vertx = request.vertx();
    HttpServerResponse response = request.response();
    Follower follower = new Follower(workspace, response, vertx.getOrCreateContext());
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .write(": generations of " + workspace + "\n\n");
    response.drainHandler(_ -> follower.tell());
    long heartbeat = vertx.setPeriodic(HEARTBEAT.toMillis(), _ -> follower.beat());
    announcements.follow(workspace, follower);
    response.closeHandler(
        _ -> {
          vertx.cancelTimer(heartbeat);
          announcements.unfollow(workspace, follower);
        });
    return follower;
  }

  @Override
  public void accept(long generation) {
    loop.runOnContext(
        _ -> {
          youngest = Math.max(youngest, generation);
          tell();
        });
  }

  private void tell() {
    if (youngest > told && !response.closed() && !response.writeQueueFull()) {
      told = youngest;
      JsonObject data =
          new JsonObject().put("workspace", workspace.value()).put("generation", told);
      response.write("event: generation\nid: " + told + "\ndata: " + data.encode() + "\n\n");
    }
  }

  private void beat() {
    if (!response.closed() && !response.writeQueueFull()) {
      response.write(": still here\n\n");
    }
  }
}
