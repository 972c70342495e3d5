package io.scriptfarm.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where Lua is not JavaScript, in plain words: what most often explains a difference. A guess by
/// what the two sides show, which the report calls one.
final class KnownDifferences {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(e[+-]?\\d+)?");

  private KnownDifferences() {}

  /// Explains what both sides told at the same step.
  static Optional<String> explain(Event typescript, Event lua) {
    if (!typescript.place().equals(lua.place())
        && typescript.place().isPresent()
        && lua.place().isPresent()) {
      return Optional.of(
          typescript.text().equals(lua.text()) || !typescript.label().equals(lua.label())
              ? TAKES_ANOTHER_WAY
              : TAKES_ANOTHER_WAY + " Or it goes through keys in another order.");
    }
    return explain(typescript.text(), lua.text());
  }

  private static final String TAKES_ANOTHER_WAY =
      "The script takes another way in Lua. There 0, NaN and the empty string are true in conditions:"
          + " compare with what is meant, as in `n !== 0`.";

  static Optional<String> explain(String typescript, String lua) {
    if (typescript.equals(withoutFraction(lua))) {
      return Optional.of(
          "From Lua 5.3 on there are integers and floats, and `/` always gives a float, which shows as"
              + " 5.0: use Math.floor, or format the number.");
    }
    List<String> ours = numbers(typescript);
    List<String> theirs = numbers(lua);
    if (NUMBER.matcher(typescript).replaceAll("#").equals(NUMBER.matcher(lua).replaceAll("#"))
        && ours.size() == theirs.size()) {
      if (roundedAlike(ours, theirs)) {
        return Optional.of("Lua shows 14 digits of a number, JavaScript as many as it takes.");
      }
      if (allLess(ours, theirs)) {
        return Optional.of(
            "Lua has fewer elements: null and undefined are nil there, and nil at the end of an array"
                + " is no element. Keep another value for what is empty.");
      }
      if (allLess(theirs, ours) && typescript.chars().allMatch(c -> c < 128)) {
        return Optional.of(
            "Strings are bytes in Lua: a character beyond ASCII counts as several. Or `%` took the"
                + " sign of the divisor.");
      }
    }
    if (typescript.endsWith(", nil]") || typescript.contains("nil")) {
      return Optional.of(
          "null and undefined are nil in Lua, and an array ends before its last ones.");
    }
    char[] a = typescript.toCharArray();
    char[] b = lua.toCharArray();
    Arrays.sort(a);
    Arrays.sort(b);
    return Arrays.equals(a, b)
        ? Optional.of(
            "Lua goes through the keys of an object in any order, and its sort is not stable.")
        : Optional.empty();
  }

  private static String withoutFraction(String text) {
    return text.replaceAll("(?<=\\d)\\.0(?!\\d)", "");
  }

  private static List<String> numbers(String text) {
    List<String> numbers = new ArrayList<>();
    Matcher number = NUMBER.matcher(text);
    while (number.find()) {
      numbers.add(number.group());
    }
    return numbers;
  }

  private static boolean roundedAlike(List<String> ours, List<String> theirs) {
    for (int i = 0; i < ours.size(); i++) {
      if (!ours.get(i).equals(theirs.get(i))
          && !LuaFormat.number(Double.parseDouble(ours.get(i))).equals(theirs.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// Whether none of `theirs` is more than the one of `ours`, and all are counts.
  private static boolean allLess(List<String> ours, List<String> theirs) {
    for (int i = 0; i < ours.size(); i++) {
      if (ours.get(i).contains(".")
          || theirs.get(i).contains(".")
          || Double.parseDouble(theirs.get(i)) > Double.parseDouble(ours.get(i))) {
        return false;
      }
    }
    return !ours.isEmpty();
  }
}
