package io.scriptfarm.runtime.luaj;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/// Numbers as C's `printf` writes them, which Lua uses and LuaJ does not.
final class NumberText {
  private static final int DIGITS = 14; // of `%.14g`
  private static final double EXACT = 1e14; // whole numbers below it have all of their digits

  private NumberText() {}

  /// A number as `tostring` gives it.
  static LuaString of(LuaValue number) {
    return LuaString.valueOf(of(number.todouble()));
  }

  static String of(double number) {
    if (number == Math.rint(number) && Math.abs(number) < EXACT) {
      return Long.toString((long) number);
    }
    return general(number, DIGITS, false);
  }

  static boolean isOrdinary(double number) {
    return !Double.isNaN(number) && !Double.isInfinite(number);
  }

  static String special(double number) {
    return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
  }

  /// `%f`.
  static String fixed(double number, int decimals) {
    String text =
        new BigDecimal(Math.abs(number)).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    return sign(number) + text;
  }

  /// `%e`.
  static String scientific(double number, int decimals) {
    BigDecimal rounded =
        new BigDecimal(Math.abs(number))
            .round(new MathContext(decimals + 1, RoundingMode.HALF_EVEN));
    String digits = rounded.unscaledValue().toString();
    int exponent = rounded.signum() == 0 ? 0 : digits.length() - 1 - rounded.scale();
    digits = (digits + "0".repeat(decimals + 1)).substring(0, decimals + 1);
    String mantissa = decimals == 0 ? digits : digits.substring(0, 1) + "." + digits.substring(1);
    return sign(number) + mantissa + exponent(exponent);
  }

  /// `%g`.
  ///
  /// @param keepZeros `%#g`
  static String general(double number, int precision, boolean keepZeros) {
    if (!isOrdinary(number)) {
      return special(number);
    }
    int digits = Math.max(1, precision);
    BigDecimal rounded =
        new BigDecimal(Math.abs(number)).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    if (exponent < -4 || exponent >= digits) {
      String text = scientific(number, digits - 1);
      int e = text.indexOf('e');
      return keepZeros ? text : withoutZeros(text.substring(0, e)) + text.substring(e);
    }
    String text = fixed(number, digits - 1 - exponent);
    return keepZeros ? text : withoutZeros(text);
  }

  private static String withoutZeros(String decimal) {
    return decimal.contains(".") ? decimal.replaceFirst("\\.?0+$", "") : decimal;
  }

  private static String exponent(int exponent) {
    int size = Math.abs(exponent);
    return (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
  }

  private static String sign(double number) {
    return number < 0 || (number == 0 && 1 / number < 0) ? "-" : "";
  }
}
