package io.scriptfarm.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luaj.vm2.LuaValue;

@DisplayName("R10 numbers as every Lua but LuaJ shows them")
class LuaFormatTest {
  /// As Debian's lua5.2 prints them.
  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "0.30000000000000004, 0.3",
    "3.141592653589793, 3.1415926535898",
    "100, 100",
    "123456789012345, 1.2345678901234e+14",
    "1e100, 1e+100",
    "1e15, 1e+15",
    "-0.5, -0.5",
    "0.00001, 1e-05",
    "0.0001, 0.0001",
    "-0.0, -0",
    "NaN, nan",
    "Infinity, inf",
  })
  void numbers(double value, String shown) {
    assertEquals(shown, LuaFormat.number(value));
  }

  @ParameterizedTest
  @CsvSource({
    "'%d', 7, '7'",
    "'%5d|', 7, '    7|'",
    "'%-5d|', 7, '7    |'",
    "'%05.1f', -2.25, '-02.2'",
    "'%+d', 7, '+7'",
    "'%.3d', 7, '007'",
    "'%x', 255, 'ff'",
    "'%e', 12345.678, '1.234568e+04'",
    "'%g', 1e20, '1e+20'",
    "'%.2f%%', 99.5, '99.50%'",
    "'%c', 65, 'A'",
  })
  void formats(String pattern, double value, String shown) {
    assertEquals(shown, LuaFormat.format(pattern, LuaValue.valueOf(value)));
  }

  @ParameterizedTest
  @CsvSource({
    "'%s', 'a', 'a'",
    "'%5s|', 'ab', '   ab|'",
    "'%.1s', 'ab', 'a'",
    "'%q', 'a\"b', '\"a\\\"b\"'"
  })
  void texts(String pattern, String value, String shown) {
    assertEquals(shown, LuaFormat.format(pattern, LuaValue.valueOf(value)));
  }
}
