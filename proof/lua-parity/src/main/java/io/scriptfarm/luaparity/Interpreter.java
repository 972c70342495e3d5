package io.scriptfarm.luaparity;

import io.scriptfarm.contract.BytecodeFormat;
import io.scriptfarm.harness.Ran;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.luaj.vm2.Globals;

/// A Lua that runs files: those of Debian by their names on the PATH, and LuaJ, which comes along.
public enum Interpreter {
  LUA51("lua5.1", BytecodeFormat.LUA51),
  LUA52("lua5.2", BytecodeFormat.LUA52),
  LUA53("lua5.3", BytecodeFormat.LUA53),
  LUA54("lua5.4", BytecodeFormat.LUA54),
  LUAJIT("luajit", BytecodeFormat.LUAJIT),
  LUAJ("LuaJ", BytecodeFormat.LUA52);

  private final String program;
  private final BytecodeFormat format;

  Interpreter(String program, BytecodeFormat format) {
    this.program = program;
    this.format = format;
  }

  /// As people call it.
  public String title() {
    return program;
  }

  /// Those that load a format.
  public static List<Interpreter> of(BytecodeFormat format) {
    return Arrays.stream(values()).filter(lua -> lua.format == format).toList();
  }

  /// The names of those that this machine lacks; `./farm test` fetches them where Debian's packages
  /// can be had.
  public static Set<String> missing() {
    Set<String> missing = new TreeSet<>();
    for (Interpreter lua : values()) {
      if (lua.command().isEmpty()) {
        missing.add(lua.program);
      }
    }
    return missing;
  }

  /// How it is started, if it is here.
  public Optional<List<String>> command() {
    if (this == LUAJ) {
      return Optional.of(List.of(java(), "-XX:TieredStopAtLevel=1", "-cp", luaJ(), "lua"));
    }
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      Path candidate = Path.of(folder, program);
      if (Files.isExecutable(candidate)) {
        return Optional.of(List.of(candidate.toString()));
      }
    }
    return Optional.empty();
  }

  /// Runs a file to its end.
  ///
  /// @throws IllegalStateException when the interpreter is not here
  /// @throws AssertionError when it does not end in time
  public Ran run(Path folder, Duration atMost, String file) {
    List<String> command =
        new ArrayList<>(
            command().orElseThrow(() -> new IllegalStateException("there is no " + program)));
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
