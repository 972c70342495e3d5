package io.scriptfarm.delivery.pull;

import io.scriptfarm.publication.Manifest;
import io.scriptfarm.publication.SignedManifest;
import java.util.Optional;

/// A generation whose manifest is believed.
///
/// @param manifest what `signed` says
/// @param forClients the manifest that game clients may see, verified too, where it is wanted
public record VerifiedGeneration(
    Manifest manifest, SignedManifest signed, Optional<SignedManifest> forClients) {

  public long generation() {
    return manifest.generation();
  }
}
