package io.scriptfarm.contract;

import java.time.Duration;
import java.util.List;

/// Which gateways there are, and what each says. One that stops announcing itself disappears. Safe
/// for concurrent use; blocks; throws {@link StoreUnavailableException}.
public interface GatewayRoster {
  /// Says that the gateway is there, for as long as `lease`.
  void announce(GatewayStatus gateway, Duration lease);

  /// Says that the gateway is gone.
  void leave(String gateway);

  /// The gateways that are there, sorted by id.
  List<GatewayStatus> present();
}
