package io.scriptfarm.compiler.session;

import io.scriptfarm.compiler.engine.Limits;
import java.time.Duration;

/// What one compiler may use.
///
/// @param call each call of the compiler: planning, one script, linking; and the heap of a session
/// @param wholeBuild the time of a build in one go, which projects with plugins need
/// @param residentToolchains how many pairs of compilers stay loaded; each takes its session's
///     heap, 200 to 500 MB with libraries and a program, at most {@link Limits#heapBytes}
public record CompilerLimits(Limits call, Duration wholeBuild, int residentToolchains) {
  public CompilerLimits {
    if (residentToolchains < 1) {
      throw new IllegalArgumentException(
          "a compiler keeps at least one toolchain, not " + residentToolchains);
    }
  }

  /// Bytes of those sessions that wait while another one of the compiler is used.
  public long keptHeapBytes() {
    return call.heapBytes();
  }

  /// The most bytes of heap that one compiler takes: of the session that is used, and of others.
  public long mostHeapBytes() {
    return call.heapBytes() + keptHeapBytes();
  }

  public Limits whole() {
    return new Limits(wholeBuild, call.heapBytes());
  }
}
