package io.scriptfarm.store;

import io.scriptfarm.contract.Digest;

/// Something was offered as the blob of a digest that it is not; nothing was stored under it.
public final class BlobRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Digest digest;

  BlobRefusedException(Digest digest, String why) {
    super("what was sent as the blob " + digest + " " + why);
    this.digest = digest;
  }

  /// The digest under which it was offered.
  public Digest digest() {
    return digest;
  }
}
