package io.scriptfarm.contract.generation;

/// A published generation: its manifest as everybody with full rights gets it, and as game clients
/// do.
public record Release(
    WorkspaceName workspace, long generation, SignedManifest full, SignedManifest replicated) {

  /// Both views of a manifest, signed.
  public static Release of(Manifest manifest, SigningKey key) {
    return new Release(
        manifest.workspace(),
        manifest.generation(),
        SignedManifest.of(manifest, key),
        SignedManifest.of(manifest.forClients(), key));
  }

  public SignedManifest view(Manifest.View view) {
    return view == Manifest.View.FULL ? full : replicated;
  }
}
