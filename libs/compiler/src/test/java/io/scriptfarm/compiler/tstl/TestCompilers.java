package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.session.CompilerLimits;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.lua.LuaCompilers;
import java.time.Duration;

/// Compilers for tests, with limits that no sound project meets.
public final class TestCompilers {
  private static final Duration TIME = Duration.ofMinutes(2);
  private static final long HEAP = 1L << 30;
  private static final Toolchains TOOLCHAINS = new Toolchains();

  /// One for each thread, because a compiler is used by one at a time, and each class of tests
  /// runs on one.
  private static final ThreadLocal<TstlCompiler> SHARED =
      ThreadLocal.withInitial(
          () -> {
            TstlCompiler compiler = open();
            Runtime.getRuntime().addShutdownHook(new Thread(compiler::close));
            return compiler;
          });

  private TestCompilers() {}

  /// As {@link #open()}, the same for all classes of tests that run on this thread. For tests that
  /// do not care what was compiled before them; nobody closes it.
  public static TstlCompiler shared() {
    return SHARED.get();
  }

  /// On the engine that is preferred here, with bytecode as this machine can make it. The caller
  /// closes it.
  public static TstlCompiler open() {
    return open(LuaCompilers.ofThisMachine());
  }

  public static TstlCompiler open(LuaCompilers lua) {
    return open(EnginePreference.AUTO, lua, HEAP);
  }

  /// @param heapBytes where the engine keeps to it
  public static TstlCompiler open(EnginePreference engine, LuaCompilers lua, long heapBytes) {
    return new TstlCompiler(
        TestEngine.select(engine, TOOLCHAINS),
        TOOLCHAINS,
        lua,
        new CompilerLimits(new Limits(TIME, heapBytes), TIME, 1));
  }
}
