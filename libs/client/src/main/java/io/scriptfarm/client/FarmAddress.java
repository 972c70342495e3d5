package io.scriptfarm.client;

import java.net.URI;
import java.util.Optional;

/// Where a farm is, and what it is shown to be let in.
///
/// @param token absent for farms that let everybody in
public record FarmAddress(URI gateway, Optional<String> token) {
  /// A farm that lets everybody in.
  public static FarmAddress open(URI gateway) {
    return new FarmAddress(gateway, Optional.empty());
  }

  /// Without the token, which is nobody's business.
  @Override
  public String toString() {
    return gateway.toString();
  }
}
