package io.scriptfarm.delivery.pull;

import io.scriptfarm.contract.Digest;
import io.scriptfarm.delivery.PackedScript;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Artifacts as plain files, `{base}/{digest}`, each a zstd frame. Every address is tried once; one
/// that does not answer is left alone from then on. Safe for concurrent use.
final class CdnSource {
  private static final System.Logger LOG = System.getLogger(CdnSource.class.getName());
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final Transport transport;
  private final List<URI> bases;
  private final PullMeters meters;
  private final Set<URI> silent = ConcurrentHashMap.newKeySet();

  /// For one generation.
  CdnSource(Transport transport, List<URI> bases, PullMeters meters) {
    this.transport = transport;
    this.bases = bases;
    this.meters = meters;
  }

  Optional<PackedScript> find(Digest digest) {
    for (URI base : bases) {
      if (silent.contains(base) || Thread.currentThread().isInterrupted()) {
        continue;
      }
      try {
        PackedScript script = get(URI.create(base.toString().replaceAll("/*$", "/") + digest));
        meters.fromCdn.increment();
        return Optional.of(script);
      } catch (RefusedException e) {
        continue; // not exported yet
      } catch (PackedScript.DamagedException e) {
        meters.damaged.increment();
        LOG.log(Level.WARNING, "{0} has a wrong file: {1}", base, e.getMessage());
      } catch (IOException e) {
        if (silent.add(base)) {
          LOG.log(Level.WARNING, "{0} does not answer: {1}", base, e.toString());
        }
      }
    }
    return Optional.empty();
  }

  private PackedScript get(URI file) throws IOException, PackedScript.DamagedException {
    String name = file.getPath().substring(file.getPath().lastIndexOf('/') + 1);
    GrowingBytes frame = new GrowingBytes(PackedScript.MAX_FRAME_BYTES);
    transport.send(
        HttpRequest.newBuilder(file).timeout(ANSWER).build(),
        _ ->
            bytes -> {
              meters.bytes.add(bytes.remaining());
              frame.take(bytes, bytes.remaining());
            });
    return PackedScript.verify(new Digest(name), frame.toArray());
  }
}
