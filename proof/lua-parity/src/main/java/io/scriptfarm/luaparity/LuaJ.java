package io.scriptfarm.luaparity;

import io.scriptfarm.lua.LuaJSandbox;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.OneArgFunction;

/// Runs Lua texts on LuaJ in this process, each in a sandbox of its own, to an end that it sets
/// itself.
final class LuaJ {
  /// A thousand times what the longest case that ends needs.
  private static final long INSTRUCTIONS = 20_000_000;

  /// Of what instructions do not count, such as a pattern.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private LuaJ() {}

  /// What the text prints.
  ///
  /// @param libraries the folder whose files the text may load
  static String run(String text, Path libraries) {
    var printed = new ByteArrayOutputStream();
    LuaJSandbox sandbox =
        LuaJSandbox.limited(INSTRUCTIONS)
            .printingTo(printed)
            .findingFiles(file -> within(libraries, file));
    Globals globals = sandbox.globals();
    globals.set(
        "PARITY_DIGITS",
        new OneArgFunction() {
          @Override
          public LuaValue call(LuaValue number) {
            return LuaValue.valueOf(Double.toString(number.todouble()));
          }
        });
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1); // it is ASCII
    return switch (sandbox.run(
        PATIENCE,
        () ->
            globals.load(new ByteArrayInputStream(bytes), "@driver.lua", "t", globals).invoke())) {
      case LuaJSandbox.Returned _ -> printed.toString(StandardCharsets.UTF_8);
      case LuaJSandbox.Broken(Throwable error) -> String.valueOf(error);
      case LuaJSandbox.Stopped(var _, String reason) -> "it " + reason;
    };
  }

  private static @Nullable InputStream within(Path libraries, String file) {
    try {
      Path path = Path.of(file);
      return path.startsWith(libraries) && Files.isRegularFile(path)
          ? Files.newInputStream(path)
          : null;
    } catch (IOException e) {
      return null;
    }
  }
}
