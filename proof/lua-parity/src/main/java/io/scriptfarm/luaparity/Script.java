package io.scriptfarm.luaparity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/// A case as one Lua text that prints its value.
final class Script {
  private static final String PRINTER = printer();

  private Script() {}

  /// @param libraries a folder with the Lua libraries by their names
  static String of(ValueCase test, String libraries) {
    StringBuilder script = new StringBuilder();
    script.append("local tell = (function()\n").append(PRINTER).append("end)()\n");
    script.append("local load = loadstring or load\n");
    test.library()
        .ifPresent(
            name ->
                preload(
                    script,
                    "lualib_bundle",
                    "loadfile(" + quoted(libraries + "/" + name + ".lua") + ")"));
    for (Map.Entry<String, String> module : test.modules().entrySet()) {
      preload(script, module.getKey(), load(module.getValue(), module.getKey()));
    }
    return script.append("tell(").append(load(test.chunk(), "main")).append(")\n").toString();
  }

  /// The same for an engine of the script runtime, which has `parity.print`, finds modules itself,
  /// and loads no files.
  static String forEngine(ValueCase test) {
    return "local print = parity.print\nlocal tell = (function()\n"
        + PRINTER
        + "end)()\ntell("
        + load(test.chunk(), "main")
        + ")\n";
  }

  private static void preload(StringBuilder script, String module, String loader) {
    script
        .append("package.preload[")
        .append(quoted(module))
        .append("] = function(...) return assert(")
        .append(loader)
        .append(")(...) end\n");
  }

  private static String load(String text, String name) {
    return "load(" + quoted(text) + ", " + quoted("@" + name + ".lua") + ")";
  }

  /// A string literal that every Lua reads the same way.
  private static String quoted(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      int code = b & 0xFF;
      if (code < ' ' || code == '"' || code == '\\' || code > '~') {
        literal.append('\\').append(String.format("%03d", code));
      } else {
        literal.append((char) code);
      }
    }
    return literal.append('"').toString();
  }

  private static String printer() {
    try (InputStream in = Script.class.getResourceAsStream("value.lua")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
