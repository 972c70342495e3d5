package io.scriptfarm.runtime.engine;

/// What no script may exceed, whatever it is allowed to spend.
///
/// @param callDepth Lua functions inside of one another; more is the error "stack overflow"
/// @param stringBytes the longest string in bytes that a script can make; more is an error
/// @param coroutines suspended ones of one instance; more is an error
public record EngineLimits(int callDepth, int stringBytes, int coroutines) {
  /// Recursion ends in a Lua error before a stack of Java of 1 MiB ends.
  public static final EngineLimits STANDARD = new EngineLimits(400, 4 << 20, 1_000);
}
