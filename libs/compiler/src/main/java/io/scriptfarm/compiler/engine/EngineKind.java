package io.scriptfarm.compiler.engine;

/// The JavaScript engines there are.
public enum EngineKind {
  /// Google's V8 through Javet: native code in the JVM, quick from the first call.
  V8,
  /// Oracle's GraalJS: Java all through, quick once its just-in-time compiler has warmed up.
  GRAALJS
}
