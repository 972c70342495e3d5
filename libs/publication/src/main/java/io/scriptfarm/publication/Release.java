package io.scriptfarm.publication;

import java.util.concurrent.CompletableFuture;

/// A published generation: its manifest as everybody with full rights gets it, and as game clients
/// do.
public record Release(
    WorkspaceName workspace, long generation, SignedManifest full, SignedManifest replicated) {

  /// Both views of a manifest, signed; at the same time, since somebody may wait for it.
  public static Release of(Manifest manifest, SigningKey key) {
    CompletableFuture<SignedManifest> replicated =
        CompletableFuture.supplyAsync(() -> SignedManifest.of(manifest.forClients(), key));
    return new Release(
        manifest.workspace(),
        manifest.generation(),
        SignedManifest.of(manifest, key),
        replicated.join());
  }

  public SignedManifest view(Manifest.View view) {
    return view == Manifest.View.FULL ? full : replicated;
  }
}
