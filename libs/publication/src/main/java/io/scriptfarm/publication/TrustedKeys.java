package io.scriptfarm.publication;

import io.scriptfarm.contract.wire.MalformedException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The public keys that somebody believes. Immutable.
public final class TrustedKeys {
  private final Map<String, PublicKey> byId;

  private TrustedKeys(Map<String, PublicKey> byId) {
    this.byId = Map.copyOf(byId);
  }

  /// @param x509 keys as {@link SigningKey#x509}
  /// @throws IllegalArgumentException when one of them is no Ed25519 key
  public static TrustedKeys of(Collection<byte[]> x509) {
    Map<String, PublicKey> byId = new HashMap<>();
    for (byte[] encoded : x509) {
      try {
        PublicKey key = SigningKey.decode(new X509EncodedKeySpec(encoded));
        byId.put(SigningKey.id(key), key);
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException("not an Ed25519 key: " + e.getMessage(), e);
      }
    }
    return new TrustedKeys(byId);
  }

  /// The manifest, if a key that is trusted here signed it, and it is what was asked for.
  ///
  /// @throws UntrustedException when not
  public Manifest open(SignedManifest signed, WorkspaceName workspace, Manifest.View view)
      throws UntrustedException {
    PublicKey key = byId.get(signed.keyId());
    if (key == null) {
      throw new UntrustedException(
          "the manifest is signed by the key "
              + signed.keyId()
              + ", which is not trusted here; if the farm's key was rotated, fetch its public keys again");
    }
    byte[] payload = signed.payload();
    if (!SigningKey.verifies(key, payload, signed.signature())) {
      throw new UntrustedException(
          "the manifest does not match its signature: it was changed on its way; fetch it again");
    }
    Manifest manifest;
    try {
      manifest = signed.unverified();
    } catch (MalformedException e) {
      throw new UntrustedException("signed, but no manifest: " + e.getMessage());
    }
    if (!manifest.workspace().equals(workspace) || manifest.view() != view) {
      throw new UntrustedException(
          "the manifest is for %s (%s), not for %s (%s)"
              .formatted(manifest.workspace(), manifest.view(), workspace, view));
    }
    return manifest;
  }

  /// The keys in Base64 (X.509), for files and configuration.
  public List<String> base64() {
    return byId.values().stream()
        .map(key -> Base64.getEncoder().encodeToString(key.getEncoded()))
        .sorted()
        .toList();
  }

  /// What {@link #base64} gave.
  ///
  /// @throws IllegalArgumentException when it is something else
  public static TrustedKeys ofBase64(Collection<String> keys) {
    return of(keys.stream().map(key -> Base64.getDecoder().decode(key)).toList());
  }

  /// A manifest that must not be believed; the message says what to do.
  public static final class UntrustedException extends Exception {
    private static final long serialVersionUID = 1L;

    UntrustedException(String message) {
      super(message);
    }
  }
}
