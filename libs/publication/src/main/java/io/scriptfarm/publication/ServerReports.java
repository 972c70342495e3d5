package io.scriptfarm.publication;

import io.scriptfarm.contract.StoreUnavailableException;
import java.time.Duration;
import java.util.List;

/// Which game server runs which generation. Safe for concurrent use; blocks; throws {@link
/// StoreUnavailableException}.
public interface ServerReports {

  /// Takes a server's report, which replaces its last one. The release is kept from then on, until
  /// the report is `lease` old.
  ///
  /// @return whether there is such a release
  boolean accept(ServerReport report, Duration lease);

  /// The reports that are not too old.
  List<ServerReport> current();
}
