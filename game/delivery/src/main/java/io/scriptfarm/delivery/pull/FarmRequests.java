package io.scriptfarm.delivery.pull;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.BlobPack;
import io.scriptfarm.contract.wire.Json;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.WorkspaceName;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/// The requests that a farm's cache-service takes from game servers, with the farm's token.
final class FarmRequests {
  private static final Duration ANSWER = Duration.ofSeconds(30); // until its head is there

  private final CacheAddress farm;
  private final WorkspaceName workspace;
  private final String view;

  FarmRequests(CacheAddress farm, WorkspaceName workspace, Manifest.View view) {
    this.farm = farm;
    this.workspace = workspace;
    this.view = view == Manifest.View.REPLICATED ? "?view=REPLICATED" : "";
  }

  FarmRequests as(Manifest.View other) {
    return new FarmRequests(farm, workspace, other);
  }

  HttpRequest.Builder latestManifest() {
    return get("generations/latest/manifest");
  }

  HttpRequest.Builder manifest(long generation) {
    return get("generations/" + generation + "/manifest");
  }

  /// As it is stored, a zstd frame.
  HttpRequest.Builder artifact(long generation, Digest digest) {
    return get("generations/" + generation + "/blobs/" + digest).header("Accept-Encoding", "zstd");
  }

  HttpRequest.Builder pack(long generation, Collection<Digest> digests) {
    return of("generations/" + generation + "/pack")
        .header("Content-Type", "application/json")
        .header("Accept", BlobPack.MEDIA_TYPE)
        .POST(BodyPublishers.ofString(Json.write(Map.of("digests", digests))));
  }

  HttpRequest.Builder events() {
    return get("events").header("Accept", "text/event-stream");
  }

  HttpRequest.Builder ready(String server, long generation) {
    return of("servers/" + server + "/" + generation).PUT(BodyPublishers.noBody());
  }

  private HttpRequest.Builder get(String what) {
    return of(what).GET();
  }

  private HttpRequest.Builder of(String what) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(farm.uri().resolve("/workspaces/" + workspace + "/" + what + view))
            .timeout(ANSWER);
    farm.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return request;
  }
}
