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

  /// A new, isolated global scope in which the script has been evaluated; it may be warmed up.
  ///
  /// @throws ScriptException if the script does not parse, or throws
  /// @throws TimeLimitException if evaluating it takes too long
  /// @throws HeapLimitException if evaluating it takes too much memory
  JsSession open(StartScript start, Limits limits);

  /// An engine that keeps in this folder what makes sessions open faster, also for other processes
  /// and later ones: V8 its start-up snapshots. What is not there is made in the background, some
  /// seconds after somebody wanted it. Engines that have nothing of the kind give themselves.
  default JsEngine keeping(SnapshotFolder folder) {
    return this;
  }

  /// Makes now what [#keeping] would make in the background, if it is not there; takes seconds.
  ///
  /// @return whether it is there
  default boolean prepare(StartScript start) {
    return false;
  }

  /// Whether a call in one of its sessions runs on past its limit and cannot be stopped: built-in
  /// functions of an engine look rarely whether they shall stop, and some never do. Its thread, its
  /// core and its memory come back only with the end of the process.
  boolean isStuck();

  /// Bytes that the heaps of all open sessions take now, as [JsSession#heapBytes] tells.
  long heapBytes();

  /// Closes every session still open that is not stuck. Closing twice is harmless.
  @Override
  void close();
}
