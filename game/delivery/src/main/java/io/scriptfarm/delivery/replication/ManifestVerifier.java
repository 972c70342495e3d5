package io.scriptfarm.delivery.replication;

import io.scriptfarm.delivery.replication.Message.ScriptManifest;
import io.scriptfarm.delivery.replication.ProtocolException.Violation;
import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.TrustedKeys.UntrustedException;
import java.util.Optional;

/// Decides which manifests a client believes: those that a trusted key signed for its workspace,
/// that hold nothing of servers, and that are no older than what was seen before. Used by one
/// thread.
final class ManifestVerifier {
  private final ReplicationClient.Config config;
  private Optional<Manifest> newest = Optional.empty();

  ManifestVerifier(ReplicationClient.Config config) {
    this.config = config;
  }

  /// @throws ProtocolException when it is not believed
  Manifest open(ScriptManifest message) throws ProtocolException {
    Manifest manifest = verified(message);
    if (!ServedGeneration.isForClients(manifest)) {
      throw forbidden("the manifest names what is for servers alone");
    }
    long least = newest.map(Manifest::generation).orElse(config.atLeast());
    if (manifest.generation() < least || isAnotherOfTheSameNumber(manifest)) {
      throw forbidden(
          "generation %d was seen; %d is no later one".formatted(least, manifest.generation()));
    }
    newest = Optional.of(manifest);
    return manifest;
  }

  /// Whether no later generation was seen.
  boolean isNewest(long generation) {
    return newest.filter(manifest -> manifest.generation() == generation).isPresent();
  }

  private Manifest verified(ScriptManifest message) throws ProtocolException {
    try {
      return config
          .keys()
          .open(PackedManifest.unpack(message), config.workspace(), Manifest.View.REPLICATED);
    } catch (UntrustedException e) {
      throw forbidden(String.valueOf(e.getMessage()));
    }
  }

  private boolean isAnotherOfTheSameNumber(Manifest manifest) {
    return newest
        .filter(known -> known.generation() == manifest.generation() && !known.equals(manifest))
        .isPresent();
  }

  private static ProtocolException forbidden(String message) {
    return new ProtocolException(Violation.FORBIDDEN, message);
  }
}
