package io.scriptfarm.runtime.script;

/// How long something took, so many times since the beginning.
///
/// @param p50 nanoseconds, within an eighth, as the next one
/// @param longest nanoseconds
public record Timing(long count, long p50, long p99, long longest) {}
