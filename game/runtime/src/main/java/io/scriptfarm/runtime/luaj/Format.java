package io.scriptfarm.runtime.luaj;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// `string.format`.
final class Format {
  private static final int UNSET = -1;

  private final Varargs arguments;
  private final LuaString format;
  private final Meter meter;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int at; // in the format
  private int argument = 1; // the one that was used last

  private String flags = "";
  private int width;
  private int precision;

  private Format(Varargs arguments, Meter meter) {
    this.arguments = arguments;
    this.format = arguments.checkstring(1);
    this.meter = meter;
  }

  static LuaString of(Varargs arguments, Meter meter) {
    return new Format(arguments, meter).all();
  }

  private LuaString all() {
    meter.chargeBytes(format.m_length);
    while (at < format.m_length) {
      int c = next();
      if (c != '%') {
        out.write(c);
      } else if (at < format.m_length && format.luaByte(at) == '%') {
        out.write(next());
      } else {
        directive();
      }
    }
    return LuaString.valueUsing(out.toByteArray());
  }

  private int next() {
    return at < format.m_length ? format.luaByte(at++) : 0;
  }

  private void directive() {
    int begin = at;
    while (at < format.m_length && "-+ #0".indexOf(format.luaByte(at)) >= 0) {
      at++;
    }
    flags = text(begin, at);
    width = Math.max(0, number());
    precision = UNSET;
    if (at < format.m_length && format.luaByte(at) == '.') {
      at++;
      precision = Math.max(0, number());
    }
    int kind = next();
    argument++;
    switch (kind) {
      case 'c' -> pad(new byte[] {(byte) arguments.checkint(argument)});
      case 'd', 'i' -> integer(arguments.checkdouble(argument));
      case 'u', 'o', 'x', 'X' -> unsigned(kind, (long) arguments.checkdouble(argument));
      case 'e', 'E', 'f', 'g', 'G', 'a', 'A' -> real(kind, arguments.checkdouble(argument));
      case 'q' -> quoted(arguments.checkstring(argument));
      case 's' -> string(StringFunctions.text(arguments.checkvalue(argument)));
      default -> throw error("invalid option '%" + (char) kind + "' to 'format'");
    }
  }

  /// Two digits at most.
  private int number() {
    int begin = at;
    while (at < format.m_length && Character.isDigit(format.luaByte(at))) {
      at++;
    }
    if (at - begin > 2) {
      throw error("invalid format (width or precision too long)");
    }
    return at == begin ? UNSET : Integer.parseInt(text(begin, at));
  }

  private String text(int from, int to) {
    return format.substring(from, to).tojstring();
  }

  private void integer(double value) {
    if (!NumberText.isOrdinary(value)) {
      throw error("bad argument #" + argument + " to 'format' (not a number in proper range)");
    }
    String digits = Long.toString((long) value);
    boolean negative = digits.startsWith("-");
    numeric(negative ? "-" : plus(), least(negative ? digits.substring(1) : digits), precision < 0);
  }

  private void unsigned(int kind, long value) {
    String digits =
        switch (kind) {
          case 'o' -> Long.toOctalString(value);
          case 'u' -> Long.toUnsignedString(value);
          default -> Long.toHexString(value);
        };
    String prefix =
        flags.contains("#") && value != 0 && kind != 'u' ? kind == 'o' ? "0" : "0x" : "";
    String text = least(digits);
    boolean upper = kind == 'X';
    numeric(
        upper ? prefix.toUpperCase(Locale.ROOT) : prefix,
        upper ? text.toUpperCase(Locale.ROOT) : text,
        precision < 0);
  }

  private String least(String digits) {
    return "0".repeat(Math.max(0, precision - digits.length())) + digits;
  }

  private void real(int kind, double value) {
    int digits = precision == UNSET ? 6 : precision;
    boolean ordinary = NumberText.isOrdinary(value);
    String text =
        !ordinary
            ? NumberText.special(value)
            : switch (Character.toLowerCase(kind)) {
              case 'e' -> NumberText.scientific(value, digits);
              case 'f' -> NumberText.fixed(value, digits);
              case 'g' -> NumberText.general(value, digits, flags.contains("#"));
              default -> Double.toHexString(value);
            };
    boolean negative = text.startsWith("-");
    String size = negative ? text.substring(1) : text;
    numeric(
        negative ? "-" : plus(),
        Character.isUpperCase(kind) ? size.toUpperCase(Locale.ROOT) : size,
        ordinary);
  }

  private String plus() {
    return flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
  }

  private void numeric(String sign, String digits, boolean mayHaveZeros) {
    String zeros = "";
    if (mayHaveZeros && flags.contains("0") && !flags.contains("-")) {
      zeros = "0".repeat(Math.max(0, width - sign.length() - digits.length()));
    }
    pad((sign + zeros + digits).getBytes(StandardCharsets.ISO_8859_1));
  }

  private void string(LuaString text) {
    int length = precision == UNSET ? text.m_length : Math.min(precision, text.m_length);
    byte[] bytes = new byte[length];
    meter.chargeString(out.size() + (long) length, length);
    text.copyInto(0, bytes, 0, length);
    pad(bytes);
  }

  private void pad(byte[] text) {
    byte[] blanks =
        " ".repeat(Math.max(0, width - text.length)).getBytes(StandardCharsets.US_ASCII);
    boolean left = flags.contains("-");
    out.writeBytes(left ? text : blanks);
    out.writeBytes(left ? blanks : text);
  }

  private void quoted(LuaString text) {
    meter.chargeString(out.size() + 2L * text.m_length, text.m_length);
    out.write('"');
    for (int i = 0; i < text.m_length; i++) {
      int c = text.luaByte(i);
      switch (c) {
        case '"', '\\', '\n' -> {
          out.write('\\');
          out.write(c);
        }
        case '\r' -> out.writeBytes(new byte[] {'\\', 'r'});
        case 0 -> {
          boolean digitNext = i + 1 < text.m_length && Character.isDigit(text.luaByte(i + 1));
          out.writeBytes((digitNext ? "\\000" : "\\0").getBytes(StandardCharsets.US_ASCII));
        }
        default -> out.write(c);
      }
    }
    out.write('"');
  }

  private LuaError error(String message) {
    return new LuaFailure(LuaValue.valueOf(meter.frames().place(1) + message));
  }
}
