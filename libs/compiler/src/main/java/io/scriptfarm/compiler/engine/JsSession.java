package io.scriptfarm.compiler.engine;

/// An evaluated script whose functions can be called. Keeps its state from call to call; shares
/// nothing with other sessions. Not thread-safe: one thread at a time, though not always the same
/// one. The script runs on a thread of the session's own, so callers may be virtual threads; how
/// many calls run at once is the caller's to bound.
public interface JsSession extends AutoCloseable {
  /// Calls `globalThis[function](argument)`, which must return a string.
  ///
  /// @throws ScriptException if the script throws, overflows its stack, has no such function or
  ///     returns something else; the session goes on
  /// @throws TimeLimitException if the call took longer than the limit; the session goes on if
  ///     [#isUsable()] says so, but whatever the script was changing is left half-changed
  /// @throws HeapLimitException if the call used too much memory; the session is lost
  /// @throws IllegalStateException if the session is closed or lost
  String call(String function, String argument, HostCall host);

  /// Whether another call can be made.
  boolean isUsable();

  /// Gives back memory that is not needed between calls: a full collection, a tenth of a second or
  /// so (V8 after sixty compiles: 180 MB). Worth it when a session falls idle. Does nothing on a
  /// session that is closed, lost or busy, nor in GraalJS, whose memory is the JVM's.
  void trim();

  /// Bytes that the session's heap takes now, garbage and what lies outside of it for its sake
  /// included, as of the last collection or call; 0 for one that is closed, and in GraalJS, whose
  /// memory is the JVM's. From any thread.
  long heapBytes();

  /// Frees the session. Closing twice is harmless.
  @Override
  void close();
}
