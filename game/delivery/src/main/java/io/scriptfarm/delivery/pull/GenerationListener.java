package io.scriptfarm.delivery.pull;

import java.util.Optional;

/// Is told what becomes of generations, one call after the other.
@FunctionalInterface
public interface GenerationListener {
  /// A generation is current now. When this returns the farm is told that this server runs it; if
  /// it throws, which is logged, the farm is not told.
  ///
  /// @param before what was current, and stays usable
  void switched(Optional<ScriptSet> before, ScriptSet now);

  /// A generation is not to be had or not to be believed. What was current still is, and a later
  /// event, or a look in a while, tries again.
  default void failed(PullException why) {}
}
