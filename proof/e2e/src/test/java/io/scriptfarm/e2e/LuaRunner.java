package io.scriptfarm.e2e;

import io.scriptfarm.harness.Ran;
import io.scriptfarm.lua.LuaInterpreter;
import io.scriptfarm.lua.LuaJSandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Varargs;

/// What runs Lua on this machine: LuaJ always, and the interpreters that are installed.
record LuaRunner(Optional<LuaInterpreter> real) {
  private static final Duration AT_MOST = Duration.ofSeconds(30);
  private static final long INSTRUCTIONS = 1_000_000_000;
  private static final List<LuaInterpreter> INSTALLED =
      Arrays.stream(LuaInterpreter.values())
          .filter(lua -> lua != LuaInterpreter.LUA55 && lua.find().isPresent())
          .toList();

  static {
    if (INSTALLED.size() < LuaInterpreter.values().length - 1) {
      System.err.println("LUA INTERPRETERS NOT TESTED: only LuaJ and " + INSTALLED + " are here");
    }
  }

  static List<LuaRunner> all() {
    return Stream.concat(
            Stream.of(new LuaRunner(Optional.empty())),
            INSTALLED.stream().map(lua -> new LuaRunner(Optional.of(lua))))
        .toList();
  }

  String name() {
    return real.map(LuaInterpreter::program).orElse("luaj");
  }

  /// What a script that gives a text gives. It finds files of the folder.
  String run(Path folder, String lua) throws IOException {
    if (real.isEmpty()) {
      LuaJSandbox sandbox =
          LuaJSandbox.limited(INSTRUCTIONS).findingFiles(file -> within(folder, file));
      return switch (sandbox.run(AT_MOST, () -> sandbox.globals().load(lua, "=run").invoke())) {
        case LuaJSandbox.Returned(Varargs values) -> values.arg1().tojstring();
        case LuaJSandbox.Broken(Throwable error) ->
            throw new AssertionError("LuaJ fails on\n" + lua, error);
        case LuaJSandbox.Stopped(var _, String reason) ->
            throw new AssertionError("LuaJ " + reason + " on\n" + lua);
      };
    }
    Path script = Files.createTempFile(folder, "run", ".lua");
    Files.writeString(script, "io.write((function() " + lua + " end)())");
    Ran ran = Ran.run(folder, Map.of(), AT_MOST, List.of(name(), script.toString()));
    if (ran.exit() != 0) {
      throw new AssertionError(ran.toString());
    }
    return ran.out();
  }

  private static @Nullable InputStream within(Path folder, String file) {
    Path found = folder.resolve(file).normalize();
    if (!found.startsWith(folder) || !Files.isRegularFile(found)) {
      return null;
    }
    try {
      return Files.newInputStream(found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
