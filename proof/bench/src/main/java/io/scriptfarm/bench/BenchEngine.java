package io.scriptfarm.bench;

import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.engine.ScriptEngine;
import io.scriptfarm.runtime.luaj.LuaJEngine;
import io.scriptfarm.runtime.reallua.Metering;
import io.scriptfarm.runtime.reallua.MissingLuaException;
import io.scriptfarm.runtime.reallua.RealLua;
import io.scriptfarm.runtime.reallua.RealLuaEngine;
import java.io.IOException;
import java.nio.file.Path;

/// The engines that figures are made of, each in a JVM of its own, so that none makes the calls of
/// another one slower.
enum BenchEngine {
  LUAJ,
  LUA54,
  LUAJIT,
  LUAJIT_TRUSTED;

  private static final long MEMORY = 1L << 30; // bytes

  ScriptEngine open() {
    EngineLimits limits = new EngineLimits(400, 4 << 20, 200_000);
    return switch (this) {
      case LUAJ -> new LuaJEngine(limits, _ -> true, System::nanoTime);
      case LUA54 -> real(RealLua.LUA54, Metering.COUNTED, limits);
      case LUAJIT -> real(RealLua.LUAJIT, Metering.COUNTED, limits);
      case LUAJIT_TRUSTED -> real(RealLua.LUAJIT, Metering.TRUSTED, limits);
    };
  }

  private static ScriptEngine real(RealLua lua, Metering metering, EngineLimits limits) {
    try {
      return new RealLuaEngine(lua, metering, limits, _ -> true, System::nanoTime, MEMORY);
    } catch (MissingLuaException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Runs a program once for each engine, one after the other; its argument is the name.
  static void each(Class<?> program) throws IOException, InterruptedException {
    for (BenchEngine engine : values()) {
      int status =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  program.getName(),
                  engine.name())
              .inheritIO()
              .start()
              .waitFor();
      if (status != 0) {
        throw new IllegalStateException(engine + " ended with " + status);
      }
    }
  }
}
