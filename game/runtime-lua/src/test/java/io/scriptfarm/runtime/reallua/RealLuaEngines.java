package io.scriptfarm.runtime.reallua;

import static org.junit.jupiter.api.Assumptions.abort;

import io.scriptfarm.contract.Blob;
import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.lua.LuaCompiler;
import io.scriptfarm.lua.LuaCompilers;
import io.scriptfarm.runtime.engine.EngineLimits;
import io.scriptfarm.runtime.engine.ScriptEngine;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// Engines for tests.
final class RealLuaEngines {
  static final long MEMORY = 64 << 20; // bytes

  private RealLuaEngines() {}

  static RealLuaEngine of(
      RealLua lua, EngineLimits limits, Predicate<Digest> verified, LongSupplier nanos) {
    try {
      return new RealLuaEngine(lua, Metering.COUNTED, limits, verified, nanos, MEMORY);
    } catch (MissingLuaException e) {
      return abort("REAL LUA NOT TESTED: " + e.getMessage());
    }
  }

  static ScriptEngine of(RealLua lua, LongSupplier nanos) {
    return of(lua, EngineLimits.STANDARD, _ -> false, nanos);
  }

  static byte[] bytecode(BytecodeFormat format, String lua, String name) {
    if (LuaCompilers.ofThisMachine().find(format) instanceof LuaCompilers.Here(LuaCompiler compiler)
        && compiler.compile(Blob.ofUtf8(lua), name) instanceof LuaCompiler.Dump(Blob dump)) {
      return dump.bytes();
    }
    throw new AssertionError("no compiler of " + format);
  }
}
