package io.scriptfarm.cache.pull;

import io.scriptfarm.cache.Traffic;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.generation.Manifest.Artifact;
import io.scriptfarm.contract.wire.BlobPack;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/// Artifacts on their way out, at the pace of who reads: however large they are and however slowly
/// somebody reads, he costs {@value #AT_ONCE} bytes. Thread-safe; what blocks is for virtual
/// threads.
final class Transfer {
  /// What is given to a connection before it has taken it.
  static final int AT_ONCE = 64 * 1024;

  private final HotArtifacts artifacts;
  private final Traffic traffic;

  Transfer(HotArtifacts artifacts, Traffic traffic) {
    this.artifacts = artifacts;
    this.traffic = traffic;
  }

  /// Sends a part of a representation and ends the response, without waiting for it.
  ///
  /// @param range of at most {@link #AT_ONCE} bytes
  void sendAtOnce(HttpServerResponse response, Representation content, ByteRange range) {
    // Small ones are shared between all readers; of a large one, only the part stays in memory.
    Buffer bytes =
        content.length() <= AT_ONCE
            ? content.shared(range.from(), range.to())
            : content.copy(range.from(), range.to());
    traffic.hit(range.length());
    response.end(bytes);
  }

  /// Sends a part of a representation and ends the response; returns when the client has it.
  ///
  /// @param first what was found when the request came
  /// @throws IOException when the client goes away, or the artifact does
  void send(
      HttpServerResponse response,
      Digest digest,
      Coding coding,
      Representation first,
      ByteRange range)
      throws IOException {
    write(response, digest, coding, first, range);
    traffic.hit(range.length());
    await(response.end());
  }

  private void write(
      HttpServerResponse response,
      Digest digest,
      Coding coding,
      Representation first,
      ByteRange range)
      throws IOException {
    String etag = first.etag();
    await(response.write(first.copy(range.from(), Math.min(range.to(), range.from() + AT_ONCE))));
    for (int at = range.from() + AT_ONCE; at < range.to(); at += AT_ONCE) {
      // Asked for again each time: it need not stay in memory as long as somebody reads it.
      Representation content =
          artifacts
              .get(digest, coding)
              .join()
              .filter(same -> same.etag().equals(etag))
              .orElseThrow(() -> new EOFException("the artifact " + digest + " is gone"));
      await(response.write(content.copy(at, Math.min(range.to(), at + AT_ONCE))));
    }
  }

  /// Sends a {@link BlobPack} of those of `wanted` that there are, in their order, and ends the
  /// response; returns when the client has it.
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
    Map<Digest, Representation> found = artifacts.frames(digests);
    traffic.missed(digests.size() - found.size());
    Buffer together = Buffer.buffer();
    List<Digest> large = new ArrayList<>();
    for (Digest digest : digests) {
      Representation frame = found.get(digest);
      if (frame == null) {
        continue;
      }
      if (frame.length() > AT_ONCE) {
        large.add(digest);
        continue;
      }
      together.appendBuffer(head(digest, frame)).appendBuffer(frame.shared(0, frame.length()));
      traffic.hit(frame.length());
    }
    if (together.length() > 0) {
      await(response.write(together));
    }
    for (Digest digest : large) {
      Representation frame = found.get(digest);
      if (frame != null) {
        await(response.write(head(digest, frame)));
        write(response, digest, Coding.ZSTD, frame, new ByteRange(0, frame.length()));
        traffic.hit(frame.length());
      }
    }
  }

  private static Buffer head(Digest digest, Representation frame) {
    return Buffer.buffer(BlobPack.head(digest, frame.length()));
  }

  private static void await(Future<Void> written) throws IOException {
    try {
      written.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new IOException("the client is gone", e);
    }
  }
}
