package io.scriptfarm.delivery.pull;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.delivery.PackedScript;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;

/// One artifact whose transfer goes on where a connection was cut (RFC 9110, sections 13.1.5 and
/// 14). Confined to a thread, but for what arrives during an exchange.
final class ResumedArtifact {
  private static final int OUTSIDE = 416;
  private static final int PART = 206;

  private final Digest digest;
  private final PullMeters meters;
  private GrowingBytes frame = new GrowingBytes(PackedScript.MAX_FRAME_BYTES);
  private Optional<String> tag = Optional.empty();
  private int furthest;

  ResumedArtifact(Digest digest, PullMeters meters) {
    this.digest = digest;
    this.meters = meters;
  }

  /// @param request for the whole
  PackedScript fetch(Transport transport, Supplier<HttpRequest.Builder> request, Attempts attempts)
      throws PullException {
    while (true) {
      try {
        transport.send(next(request.get()), this::sink);
        return PackedScript.verify(digest, frame.toArray());
      } catch (PackedScript.DamagedException e) {
        meters.damaged.increment();
        restart();
        attempts.failed(new IOException(e.getMessage(), e));
      } catch (IOException e) {
        if (e instanceof RefusedException refused && refused.status() == OUTSIDE) {
          restart(); // it is shorter now than what is here
          attempts.failed(new IOException(e.getMessage(), e));
          continue;
        }
        if (frame.size() > furthest) {
          furthest = frame.size();
          attempts.progressed();
        }
        attempts.failed(e);
      }
    }
  }

  private void restart() {
    frame = new GrowingBytes(PackedScript.MAX_FRAME_BYTES);
    tag = Optional.empty();
  }

  private HttpRequest next(HttpRequest.Builder request) {
    if (tag.isPresent() && frame.size() > 0) {
      request.header("Range", "bytes=" + frame.size() + "-").header("If-Range", tag.get());
    }
    return request.build();
  }

  private ByteSink sink(Transport.Answer answer) {
    String range = answer.headers().firstValue("Content-Range").orElse("");
    if (answer.status() != PART) {
      restart();
      tag = answer.headers().firstValue("ETag").filter(t -> !t.startsWith("W/"));
    } else if (!range.startsWith("bytes " + frame.size() + "-")) {
      return _ -> {
        throw new IOException("asked for bytes from " + frame.size() + ", got " + range);
      };
    }
    return this::take;
  }

  private void take(ByteBuffer bytes) throws IOException {
    meters.bytes.add(bytes.remaining());
    frame.take(bytes, bytes.remaining());
  }
}
