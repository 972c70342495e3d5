package io.scriptfarm.orchestration;

import io.scriptfarm.contract.BuildEvent;
import io.scriptfarm.contract.Slice;
import io.scriptfarm.contract.TraceParent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What operators can see of one build while this gateway runs it: its trace, and whose lines of
/// the log are whose. The gateway gives each build one; the library does without.
/// Thread-safe.
public interface BuildTrace {
  /// Who makes one for each build.
  @FunctionalInterface
  interface Maker {
    /// Nobody looks.
    Maker NONE = (_, _, of) -> () -> of;

    /// A build begins here, or goes on here.
    ///
    /// @param at when the build began
    /// @param of what it was submitted as a part of, or was a part of on the gateway before
    BuildTrace begin(String build, Instant at, Optional<TraceParent> of);
  }

  /// What the build's jobs are a part of, if anything is traced.
  Optional<TraceParent> context();

  /// Runs the build. When it returns, this gateway tells no more of it.
  default void run(Runnable build) {
    build.run();
  }

  /// Where time of the build went; slices count from its beginning.
  ///
  /// @param worker whose time, else the gateway's
  default void spent(Optional<String> worker, List<Slice> slices) {}

  /// The build tells something.
  default void heard(BuildEvent event) {}
}
