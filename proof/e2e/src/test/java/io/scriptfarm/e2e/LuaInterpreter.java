package io.scriptfarm.e2e;

import io.scriptfarm.harness.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.lib.jse.JsePlatform;

/// What runs Lua on this machine: LuaJ always, and the interpreters that are installed (Debian:
/// lua5.1, lua5.2, lua5.3, lua5.4, luajit).
record LuaInterpreter(String name) {
  private static final Duration AT_MOST = Duration.ofSeconds(30);
  private static final String LUAJ = "luaj";
  private static final List<String> INSTALLED =
      Stream.of("lua5.1", "lua5.2", "lua5.3", "lua5.4", "luajit")
          .filter(LuaInterpreter::is)
          .toList();

  static {
    if (INSTALLED.size() < 5) {
      System.err.println("LUA INTERPRETERS NOT TESTED: only LuaJ and " + INSTALLED + " are here");
    }
  }

  static List<LuaInterpreter> all() {
    return Stream.concat(Stream.of(LUAJ), INSTALLED.stream()).map(LuaInterpreter::new).toList();
  }

  private static boolean is(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  /// What a script that gives a text gives.
  String run(Path folder, String lua) throws IOException {
    if (name.equals(LUAJ)) {
      try {
        Globals globals = JsePlatform.debugGlobals();
        return globals.load(lua, "=run").call().tojstring();
      } catch (LuaError e) {
        throw new AssertionError("LuaJ fails on\n" + lua, e);
      }
    }
    Path script = Files.createTempFile(folder, "run", ".lua");
    Files.writeString(script, "io.write((function() " + lua + " end)())");
    Ran ran = Ran.run(folder, Map.of(), AT_MOST, List.of(name, script.toString()));
    if (ran.exit() != 0) {
      throw new AssertionError(ran.toString());
    }
    return ran.out();
  }
}
