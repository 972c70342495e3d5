package io.scriptfarm.compiler.engine;

/// A JavaScript engine of this process: opens sessions. Get one from [JsEngines]; there is one per
/// kind and process. Thread-safe.
public interface JsEngine extends AutoCloseable {
  EngineKind kind();

  /// Name and version, for logs and status pages.
  String version();

  /// Whether the engine runs without a compiler and is therefore some ten to twenty times slower
  /// than it should be. Only GraalJS can be in that state: see [GraalJit].
  boolean isInterpreting();

  /// A new, isolated global scope in which the script has been evaluated.
  ///
  /// @param name what the script is called in stack traces
  /// @throws ScriptException if the script does not parse, or throws
  /// @throws TimeLimitException if evaluating it takes too long
  /// @throws HeapLimitException if evaluating it takes too much memory
  JsSession open(String name, String script, Limits limits);

  /// Closes every session still open. Closing twice is harmless.
  @Override
  void close();
}
