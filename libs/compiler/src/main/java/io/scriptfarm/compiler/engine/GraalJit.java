package io.scriptfarm.compiler.engine;

import java.nio.file.Path;
import java.util.List;

/// How a JVM is started so that GraalJS compiles to machine code.
///
/// A stock OpenJDK does so only with Graal's own compiler on the *upgrade module path*: six jars of
/// exactly the version of the polyglot jars. The build puts them into
/// `libs/compiler/target/graal-jit/` and beside it `engine.args`, made from
/// `src/main/jvm/engine.args`, with which any process of this build can be started: `java
/// @libs/compiler/target/engine.args …`. Images use the same template with their own folder.
///
/// The JVM refuses its AOT cache together with these options.
public final class GraalJit {
  private GraalJit() {}

  /// The options of `engine.args`, for the folder that holds the six jars.
  public static List<String> jvmOptions(Path folder) {
    return List.of(
        "-XX:+UnlockExperimentalVMOptions",
        "-XX:+EnableJVMCI",
        "--upgrade-module-path=" + folder,
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow");
  }
}
