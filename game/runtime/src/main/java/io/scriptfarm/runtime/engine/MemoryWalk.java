package io.scriptfarm.runtime.engine;

/// Adds up what a script holds, a part at a time, while the script goes on. So the sum is about
/// what it holds, and no more than that. What scripts share, as Lua's library and compiled code, is
/// not counted.
public interface MemoryWalk {
  /// Goes on.
  ///
  /// @param objects how many more to look at
  /// @return whether it has seen all
  boolean go(int objects);

  /// What was added up so far, in bytes.
  long bytes();
}
