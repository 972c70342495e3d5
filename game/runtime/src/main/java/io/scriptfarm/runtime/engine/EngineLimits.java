package io.scriptfarm.runtime.engine;

/// What no script may exceed, whatever it is allowed to spend.
///
/// @param callDepth Lua functions inside of one another; more is the error "stack overflow"
/// @param stringBytes the longest string in bytes that a script can make; more is an error
/// @param coroutines suspended ones of one instance; more is an error
public record EngineLimits(int callDepth, int stringBytes, int coroutines) {
  /// Deep enough for recursion over a large map, on a thread with a stack of 1 MiB.
  public static final EngineLimits STANDARD = new EngineLimits(1_000, 4 << 20, 1_000);
}
