package io.scriptfarm.luaparity;

import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.harness.Ran;
import io.scriptfarm.lua.LuaInterpreter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.luaj.vm2.Globals;

/// A Lua that runs files: the real ones of this machine, and LuaJ, which comes along.
public enum Dialect {
  LUA51(LuaInterpreter.LUA51, BytecodeFormat.LUA51),
  LUA52(LuaInterpreter.LUA52, BytecodeFormat.LUA52),
  LUA53(LuaInterpreter.LUA53, BytecodeFormat.LUA53),
  LUA54(LuaInterpreter.LUA54, BytecodeFormat.LUA54),
  LUAJIT(LuaInterpreter.LUAJIT, BytecodeFormat.LUAJIT),
  LUAJ(BytecodeFormat.LUA52);

  private final Optional<LuaInterpreter> real;
  private final BytecodeFormat format;

  Dialect(LuaInterpreter real, BytecodeFormat format) {
    this.real = Optional.of(real);
    this.format = format;
  }

  Dialect(BytecodeFormat format) {
    this.real = Optional.empty();
    this.format = format;
  }

  /// As people call it.
  public String title() {
    return real.map(LuaInterpreter::program).orElse("LuaJ");
  }

  /// The bytecode that it loads.
  public BytecodeFormat format() {
    return format;
  }

  /// The names of those that this machine lacks; `./farm test` fetches them where Debian's packages
  /// can be had.
  public static Set<String> missing() {
    Set<String> missing = new TreeSet<>();
    for (Dialect lua : values()) {
      if (lua.command().isEmpty()) {
        missing.add(lua.title());
      }
    }
    return missing;
  }

  /// How it is started, if it is here.
  public Optional<List<String>> command() {
    return real.isPresent()
        ? real.get().find().map(program -> List.of(program.toString()))
        : Optional.of(List.of(java(), "-XX:TieredStopAtLevel=1", "-cp", luaJ(), "lua"));
  }

  /// Runs a file to its end.
  ///
  /// @throws IllegalStateException when the interpreter is not here
  /// @throws AssertionError when it does not end in time
  public Ran run(Path folder, Duration atMost, String file) {
    List<String> command =
        new ArrayList<>(
            command().orElseThrow(() -> new IllegalStateException("there is no " + title())));
    command.add(file);
    return Ran.run(folder, Map.of(), atMost, command);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String luaJ() {
    try {
      return Path.of(Globals.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
