package io.scriptfarm.publication;

import io.scriptfarm.contract.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/// A manifest as it travels: the JSON that was signed, byte for byte, and its Ed25519 signature
/// (RFC 8032). What it says counts only after {@link TrustedKeys#open}.
///
/// @param keyId which key signed it, see {@link SigningKey#id}
/// @param payload the manifest as JSON in UTF-8
/// @param signature 64 bytes
public record SignedManifest(String keyId, byte[] payload, byte[] signature) {
  public SignedManifest {
    payload = payload.clone();
    signature = signature.clone();
  }

  /// Signs a manifest.
  public static SignedManifest of(Manifest manifest, SigningKey key) {
    byte[] payload = Json.write(manifest).getBytes(StandardCharsets.UTF_8);
    return new SignedManifest(key.id(), payload, key.sign(payload));
  }

  @Override
  public byte[] payload() {
    return payload.clone();
  }

  @Override
  public byte[] signature() {
    return signature.clone();
  }

  /// What it says, for those who got it from where it was verified before: the farm's own store.
  ///
  /// @throws io.scriptfarm.contract.wire.MalformedException when it is no manifest
  public Manifest unverified() {
    return Json.read(payload, Manifest.class);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedManifest(String otherKey, byte[] otherPayload, byte[] otherMark)
        && keyId.equals(otherKey)
        && Arrays.equals(payload, otherPayload)
        && Arrays.equals(signature, otherMark);
  }

  @Override
  public int hashCode() {
    return Objects.hash(keyId, Arrays.hashCode(signature));
  }

  @Override
  public String toString() {
    return "SignedManifest[%s, %d bytes]".formatted(keyId, payload.length);
  }
}
