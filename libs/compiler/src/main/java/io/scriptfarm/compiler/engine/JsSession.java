package io.scriptfarm.compiler.engine;

/// An evaluated script whose functions can be called. Keeps its state from call to call; shares
/// nothing with other sessions. Not thread-safe: one thread at a time, though not always the same
/// one. Calls occupy their thread (V8 pins a virtual one), so call from platform threads.
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

  /// Frees the session. Closing twice is harmless.
  @Override
  void close();
}
