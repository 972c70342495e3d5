package io.scriptfarm.parity;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// `string.format` and numbers as text, as C's `printf` has them; LuaJ's ignore widths and
/// precisions, and show seven digits.
final class LuaFormat {
  private static final int DIGITS = 14; // LUAI_NUMFFORMAT is "%.14g"
  private static final Pattern DIRECTIVE =
      Pattern.compile("%([-+ #0]*)(\\d{0,2})(\\.\\d{0,2})?([diouxXcqsaAeEfgG%])");

  private LuaFormat() {}

  static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return general(value, DIGITS);
  }

  static String format(String pattern, Varargs values) {
    Matcher directive = DIRECTIVE.matcher(pattern);
    StringBuilder text = new StringBuilder();
    int next = 1;
    while (directive.find()) {
      String shown =
          directive.group(4).equals("%") ? "%" : directive(directive, values.arg(next++));
      directive.appendReplacement(text, Matcher.quoteReplacement(shown));
    }
    return directive.appendTail(text).toString();
  }

  private static String directive(Matcher directive, LuaValue value) {
    String flags = directive.group(1);
    String precision = directive.group(3);
    int digits =
        precision == null
            ? -1
            : precision.length() == 1 ? 0 : Integer.parseInt(precision.substring(1));
    char conversion = directive.group(4).charAt(0);
    String shown =
        switch (conversion) {
          case 'd', 'i', 'u' -> padded(signed(Long.toString(value.checklong()), flags), digits);
          case 'o' -> padded(Long.toOctalString(value.checklong()), digits);
          case 'x' -> padded(Long.toHexString(value.checklong()), digits);
          case 'X' -> padded(Long.toHexString(value.checklong()).toUpperCase(Locale.ROOT), digits);
          case 'c' -> String.valueOf((char) value.checkint());
          case 'q' -> quoted(value.tojstring());
          case 's' -> {
            String text =
                value.type() == LuaValue.TNUMBER ? number(value.todouble()) : value.tojstring();
            yield digits < 0 || digits >= text.length() ? text : text.substring(0, digits);
          }
          default -> {
            double number = value.checkdouble();
            if (Double.isNaN(number) || Double.isInfinite(number)) {
              yield number(number);
            }
            int places = digits < 0 ? 6 : digits;
            String text =
                switch (Character.toLowerCase(conversion)) {
                  case 'f' -> fixed(number, places);
                  case 'e' -> scientific(number, places);
                  case 'g' -> general(number, Math.max(places, 1));
                  default -> Double.toHexString(number);
                };
            yield signed(
                Character.isUpperCase(conversion) ? text.toUpperCase(Locale.ROOT) : text, flags);
          }
        };
    int width = directive.group(2).isEmpty() ? 0 : Integer.parseInt(directive.group(2));
    if (shown.length() >= width) {
      return shown;
    }
    String fill = " ".repeat(width - shown.length());
    if (flags.indexOf('-') >= 0) {
      return shown + fill;
    }
    if (flags.indexOf('0') >= 0 && "sqc".indexOf(conversion) < 0) {
      int sign = shown.startsWith("-") || shown.startsWith("+") ? 1 : 0;
      return shown.substring(0, sign) + fill.replace(' ', '0') + shown.substring(sign);
    }
    return fill + shown;
  }

  private static String signed(String number, String flags) {
    return number.startsWith("-")
        ? number
        : flags.indexOf('+') >= 0 ? "+" + number : flags.indexOf(' ') >= 0 ? " " + number : number;
  }

  private static String padded(String number, int digits) {
    int sign = number.startsWith("-") || number.startsWith("+") ? 1 : 0;
    int missing = digits - (number.length() - sign);
    return missing <= 0
        ? number
        : number.substring(0, sign) + "0".repeat(missing) + number.substring(sign);
  }

  /// C's `%g`: as many significant digits, the shorter of two notations, no trailing zeros.
  private static String general(double value, int digits) {
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    String scientific = scientific(value, digits - 1);
    int e = scientific.indexOf('e');
    int exponent = Integer.parseInt(scientific.substring(e + 1));
    if (exponent < -4 || exponent >= digits) {
      return trimmed(scientific.substring(0, e)) + scientific.substring(e);
    }
    return trimmed(fixed(value, digits - 1 - exponent));
  }

  /// C's `%f`, which rounds what the number is exactly, and not what Java shows of it.
  private static String fixed(double value, int places) {
    String text =
        new BigDecimal(value).setScale(places, RoundingMode.HALF_EVEN).abs().toPlainString();
    return isNegative(value) ? "-" + text : text;
  }

  private static String scientific(double value, int places) {
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(places + 1, RoundingMode.HALF_EVEN)).abs();
    String digits = rounded.unscaledValue().toString();
    int exponent = value == 0 ? 0 : digits.length() - 1 - rounded.scale();
    String all = digits + "0".repeat(Math.max(0, places + 1 - digits.length()));
    return (isNegative(value) ? "-" : "")
        + all.charAt(0)
        + (places > 0 ? "." + all.substring(1, places + 1) : "")
        + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static boolean isNegative(double value) {
    return value < 0 || 1 / value < 0;
  }

  private static String trimmed(String decimal) {
    return decimal.indexOf('.') < 0 ? decimal : decimal.replaceFirst("\\.?0+$", "");
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\\n")
            .replace("\r", "\\r")
            .replace("\0", "\\0")
        + '"';
  }
}
