package io.scriptfarm.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a gateway tells the others of its farm.
///
/// @param id made anew when it starts
/// @param builds all that it runs, and some that it ran lately
/// @param followed builds that clients follow through it, whoever runs them
/// @param cancelled builds that clients cancelled through it, whoever runs them
public record GatewayStatus(
    String id, List<KnownBuild> builds, Set<String> followed, Set<String> cancelled) {
  public GatewayStatus {
    builds = List.copyOf(builds);
    followed = Set.copyOf(followed);
    cancelled = Set.copyOf(cancelled);
  }

  /// A build that a gateway runs, or ran.
  ///
  /// @param number as in {@link BuildRecord}; absent until it is written down
  /// @param urgency as in the REST API
  /// @param config the path of its tsconfig
  /// @param summary how far it is; `took` is zero while it runs
  public record KnownBuild(
      String id,
      Optional<Long> number,
      String tenant,
      Optional<String> session,
      String urgency,
      String config,
      Instant started,
      boolean running,
      BuildEvent.Summary summary) {
    /// How long it took; absent while it runs.
    public Optional<Duration> took() {
      return running ? Optional.empty() : Optional.of(summary.took());
    }

    /// Whether it takes the place of `older`: a later build of the same session.
    public boolean replaces(KnownBuild older) {
      return session.isPresent()
          && session.equals(older.session)
          && tenant.equals(older.tenant)
          && number.isPresent()
          && older.number.filter(before -> before < number.get()).isPresent();
    }
  }
}
