package io.scriptfarm.lua;

import io.scriptfarm.contract.BytecodeFormat;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/// The Lua compilers of this process, each opened when it is first asked for. Thread-safe.
public final class LuaCompilers {
  private final Function<BytecodeFormat, Found> source;
  private final Map<BytecodeFormat, Found> found = new EnumMap<>(BytecodeFormat.class);

  private LuaCompilers(Function<BytecodeFormat, Found> source) {
    this.source = source;
  }

  /// Whether a format can be had here.
  public sealed interface Found {}

  /// It can.
  public record Here(LuaCompiler compiler) implements Found {}

  /// It cannot; `reason` says what to do.
  public record Absent(String reason) implements Found {}

  /// Those that this machine can have.
  public static LuaCompilers ofThisMachine() {
    return new LuaCompilers(
        format ->
            switch (format) {
              case LUA52 -> new Here(new LuaJCompiler());
              case LUA51, LUA53, LUA54, LUAJIT -> open(format);
            });
  }

  /// None at all, as on a machine that no native library fits.
  public static LuaCompilers none() {
    return new LuaCompilers(format -> absent(format, "this process was started without compilers"));
  }

  /// Opens the format's compiler if it is not open yet, which takes some milliseconds.
  public synchronized Found find(BytecodeFormat format) {
    return found.computeIfAbsent(format, source);
  }

  private static Found open(BytecodeFormat format) {
    try {
      return new Here(new NativeLua(LuaLibrary.open(format)));
    } catch (LuaLibrary.MissingException e) {
      return absent(format, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return absent(
          format, "the library of " + format.compiler() + " is of no use: " + e.getMessage());
    }
  }

  private static Absent absent(BytecodeFormat format, String reason) {
    return new Absent("bytecode for " + format.id() + " is not available here: " + reason);
  }
}
