package io.scriptfarm.runtime.engine;

import java.util.List;

/// Is told where a script is, again and again. Called on the thread that runs scripts, in the
/// middle of one; it must not call any.
@FunctionalInterface
public interface SampleListener {
  /// @param stack innermost first
  void sampled(List<Place> stack);

  /// @param chunk its name
  /// @param line of the Lua, from 1; -1 where that is not known
  record Place(String chunk, int line) {}
}
