package io.scriptfarm.lua;

import io.scriptfarm.lua.LuaCompiler.NotLua;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What all Lua compilers have in common: how files begin, and how errors read.
final class LuaText {
  /// A chunk name that is the same in every message, however a dialect abbreviates names.
  static final String PLAIN_NAME = "=?";

  private static final Pattern ERROR = Pattern.compile("\\?:(\\d{1,9}): (.*)", Pattern.DOTALL);

  /// Of a jump that leads nowhere, which Lua finds out at the end of the function: where the jump
  /// is.
  private static final Pattern JUMP =
      Pattern.compile("(?:break outside (?:a )?loop|<break>|<goto[^>]*>) at line (\\d{1,9})");

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /// What Lua's own loader tells bytecode by.
  private static final byte BYTECODE = 0x1B;

  private LuaText() {}

  /// The text that Lua's `luaL_loadfilex` passes on to the compiler: without a byte order mark, and
  /// without what a first line says after `#`.
  static byte[] ofFile(byte[] file) {
    int begin = Arrays.equals(file, 0, Math.min(file.length, 3), BYTE_ORDER_MARK, 0, 3) ? 3 : 0;
    if (begin < file.length && file[begin] == '#') {
      while (begin < file.length && file[begin] != '\n') {
        begin++;
      }
    }
    return begin == 0 ? file : Arrays.copyOfRange(file, begin, file.length);
  }

  static boolean isBytecode(byte[] text) {
    return text.length > 0 && text[0] == BYTECODE;
  }

  static NotLua bytecodeRefused() {
    return new NotLua(1, "bytecode where Lua text was expected");
  }

  /// Takes `?:12: unexpected symbol near 'x'` apart, an error of a text by the name
  /// {@link #PLAIN_NAME}.
  static NotLua error(String message) {
    Matcher error = ERROR.matcher(message);
    if (!error.matches()) {
      return new NotLua(1, message);
    }
    Matcher jump = JUMP.matcher(error.group(2));
    String line = jump.find() ? jump.group(1) : error.group(1);
    return new NotLua(Math.max(1, Integer.parseInt(line)), error.group(2));
  }
}
