package io.scriptfarm.cache.pull;

import io.scriptfarm.cache.Traffic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.wire.BlobPack;
import io.scriptfarm.publication.Manifest.Artifact;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/// Artifacts on their way out, at the pace of who reads. However large they are and however slowly
/// somebody reads, he costs {@value #SHARED} bytes at most. Thread-safe.
final class ArtifactSender {
  private static final System.Logger LOG = System.getLogger(ArtifactSender.class.getName());

  // What is given to a connection before it has taken it.
  private static final int AT_ONCE = 64 * 1024;

  // Whoever has not taken a part of something keeps all of it in memory, up to this size; of what
  // is larger, a copy of that part.
  private static final int SHARED = 128 * 1024;

  private final HotArtifacts artifacts;
  private final Traffic traffic;

  ArtifactSender(HotArtifacts artifacts, Traffic traffic) {
    this.artifacts = artifacts;
    this.traffic = traffic;
  }

  /// Sends a part of a representation and ends the response, without waiting for it; to be called
  /// on the connection's event loop.
  void send(
      RoutingContext request,
      Digest digest,
      Coding coding,
      Representation content,
      ByteRange range) {
    traffic.hit(range.length());
    new Sending(request, digest, coding, content.etag(), range.to()).go(content, range.from());
  }

  /// A response that its client takes in parts.
  private final class Sending {
    private final RoutingContext request;
    private final HttpServerResponse response;
    private final Digest digest;
    private final Coding coding;
    private final String etag;
    private final int to;

    Sending(RoutingContext request, Digest digest, Coding coding, String etag, int to) {
      this.request = request;
      this.response = request.response();
      this.digest = digest;
      this.coding = coding;
      this.etag = etag;
      this.to = to;
    }

    /// Goes on until the connection is full, and then when it is not any more.
    void go(Representation content, int from) {
      int at = from;
      while (to - at > AT_ONCE) {
        response.write(part(content, at, at + AT_ONCE));
        at += AT_ONCE;
        if (response.writeQueueFull()) {
          int rest = at;
          response.drainHandler(_ -> again(rest));
          return;
        }
      }
      response.end(part(content, at, to));
    }

    /// Asks for the artifact again: it need not stay in memory as long as somebody reads it.
    private void again(int from) {
      response.drainHandler(null); // it would be called again before this goes on
      Context loop = request.vertx().getOrCreateContext();
      artifacts
          .get(digest, coding)
          .whenComplete(
              (found, failure) ->
                  loop.runOnContext(
                      _ -> {
                        if (failure == null
                            && found.filter(same -> same.etag().equals(etag)).isPresent()) {
                          go(found.get(), from);
                        } else {
                          cut(request, new EOFException("the artifact " + digest + " is gone"));
                        }
                      }));
    }
  }

  private static Buffer part(Representation content, int from, int to) {
    return content.length() <= SHARED ? content.shared(from, to) : content.copy(from, to);
  }

  /// Ends a response that cannot be ended properly, so that half of it looks like nothing else.
  static void cut(RoutingContext request, Exception e) {
    LOG.log(System.Logger.Level.DEBUG, "broken off: {0}", e.getMessage());
    if (request.request().version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else {
      request.request().connection().close();
    }
  }

  /// Sends a {@link BlobPack} of those of `wanted` that there are, in their order, and ends the
  /// response; returns when the client has it, for which virtual threads are.
  ///
  /// @throws IOException when the client goes away, or an artifact does
  void sendPack(HttpServerResponse response, List<Artifact> wanted) throws IOException {
    int from = 0;
    while (from < wanted.size()) {
      int to = from;
      long size = 0;
      while (to < wanted.size() && (to == from || size < AT_ONCE)) {
        size += wanted.get(to++).size().orElse((long) AT_ONCE);
      }
      sendSome(response, wanted.subList(from, to).stream().map(Artifact::digest).toList());
      from = to;
    }
    await(response.end());
  }

  private void sendSome(HttpServerResponse response, List<Digest> digests) throws IOException {
    Buffer together = Buffer.buffer();
    List<Large> large = gather(digests, together);
    if (together.length() > 0) {
      await(response.write(together));
    }
    for (Large frame : large) {
      await(response.write(head(frame.digest(), frame.length())));
      for (int at = 0; at < frame.length(); at += AT_ONCE) {
        await(response.write(part(frame, at, Math.min(frame.length(), at + AT_ONCE))));
      }
    }
  }

  private record Large(Digest digest, int length, String etag) {}

  /// Adds the small frames to `together`, and gives the others.
  private List<Large> gather(List<Digest> digests, Buffer together) {
    Map<Digest, Representation> found = artifacts.frames(digests);
    traffic.missed(digests.size() - found.size());
    List<Large> large = new ArrayList<>();
    for (Digest digest : digests) {
      Representation frame = found.get(digest);
      if (frame == null) {
        continue;
      }
      traffic.hit(frame.length());
      if (frame.length() > AT_ONCE) {
        large.add(new Large(digest, frame.length(), frame.etag()));
      } else {
        together
            .appendBuffer(head(digest, frame.length()))
            .appendBuffer(frame.shared(0, frame.length()));
      }
    }
    return large;
  }

  private Buffer part(Large frame, int from, int to) throws EOFException {
    return artifacts
        .get(frame.digest(), Coding.ZSTD)
        .join()
        .filter(same -> same.etag().equals(frame.etag()))
        .orElseThrow(() -> new EOFException("the artifact " + frame.digest() + " is gone"))
        .copy(from, to);
  }

  private static Buffer head(Digest digest, int length) {
    return Buffer.buffer(BlobPack.head(digest, length));
  }

  private static void await(Future<Void> written) throws IOException {
    try {
      written.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new IOException("the client is gone", e);
    }
  }
}
