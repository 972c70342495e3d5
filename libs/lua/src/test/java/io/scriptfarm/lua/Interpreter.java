package io.scriptfarm.lua;

import io.scriptfarm.contract.BytecodeFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// A real Lua of this machine.
record Interpreter(Path program) {
  /// Skips the test where there is none.
  static Interpreter of(BytecodeFormat format) {
    LuaInterpreter lua = LuaInterpreter.of(format);
    return lua.find()
        .map(Interpreter::new)
        .orElseGet(
            () ->
                Assumptions.abort(
                    "LUA NOT TESTED: "
                        + lua.program()
                        + " is not on the PATH (./farm test fetches it on Debian)"));
  }

  /// The compiler that comes with it.
  Path compiler() {
    return program.resolveSibling(program.getFileName().toString().replace("lua", "luac"));
  }

  /// What it prints when it runs a file, errors and all.
  String output(Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(program.toString(), file.toString()).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return withoutAddresses(text);
  }

  static String withoutAddresses(String text) {
    return text.replaceAll("table: \\w+", "table");
  }
}
