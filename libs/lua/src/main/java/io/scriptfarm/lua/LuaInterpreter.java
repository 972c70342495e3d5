package io.scriptfarm.lua;

import io.scriptfarm.contract.BytecodeFormat;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/// A real Lua that a machine may have, as a program on the PATH by the name that Debian gives it.
/// LuaJ is none of them: it comes along, see {@link LuaJSandbox}.
public enum LuaInterpreter {
  LUA51("lua5.1", "5.1", Optional.of(BytecodeFormat.LUA51)),
  LUA52("lua5.2", "5.2", Optional.of(BytecodeFormat.LUA52)),
  LUA53("lua5.3", "5.3", Optional.of(BytecodeFormat.LUA53)),
  LUA54("lua5.4", "5.4", Optional.of(BytecodeFormat.LUA54)),
  LUA55("lua5.5", "5.5", Optional.empty()),
  LUAJIT("luajit", "JIT", Optional.of(BytecodeFormat.LUAJIT));

  private final String program;
  private final String target;
  private final Optional<BytecodeFormat> format;

  LuaInterpreter(String program, String target, Optional<BytecodeFormat> format) {
    this.program = program;
    this.target = target;
    this.format = format;
  }

  /// The name of the program.
  public String program() {
    return program;
  }

  /// The one that a `luaTarget` of TSTL names; empty for `universal`, `5.0` and `Luau`.
  public static Optional<LuaInterpreter> ofTarget(String luaTarget) {
    return Arrays.stream(values()).filter(lua -> lua.target.equals(luaTarget)).findFirst();
  }

  /// The one that loads a format of bytecode.
  public static LuaInterpreter of(BytecodeFormat format) {
    return Arrays.stream(values())
        .filter(lua -> lua.format.equals(Optional.of(format)))
        .findFirst()
        .orElseThrow();
  }

  /// The program, where this machine has it.
  public Optional<Path> find() {
    return find(System.getenv().getOrDefault("PATH", ""));
  }

  /// @param path folders as the variable PATH has them
  Optional<Path> find(String path) {
    return Stream.of(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(candidate -> Files.isRegularFile(candidate) && Files.isExecutable(candidate))
        .findFirst();
  }
}
