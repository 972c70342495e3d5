package io.scriptfarm.compiler.tstl;

import io.scriptfarm.compiler.engine.EnginePreference;
import io.scriptfarm.compiler.engine.Limits;
import io.scriptfarm.compiler.toolchain.Toolchains;
import io.scriptfarm.lua.LuaCompilers;
import java.time.Duration;

/// Compilers for tests, with limits that no sound project meets. The caller closes them.
public final class TestCompilers {
  private static final Duration TIME = Duration.ofMinutes(2);
  private static final long HEAP = 1L << 30;
  private static final Toolchains TOOLCHAINS = new Toolchains();

  private TestCompilers() {}

  /// On the engine that is preferred here, with bytecode as this machine can make it.
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
