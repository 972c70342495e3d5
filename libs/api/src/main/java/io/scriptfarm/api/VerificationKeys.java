package io.scriptfarm.api;

import java.util.List;

/// The public keys that verify manifests, in Base64 (X.509, Ed25519).
///
/// @param current the id of the key that signs now
public record VerificationKeys(String current, List<String> keys) {
  public VerificationKeys {
    keys = List.copyOf(keys);
  }
}
