package io.scriptfarm.runtime.luaj;

import io.scriptfarm.runtime.engine.EngineLimits;
import java.io.ByteArrayOutputStream;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/// The library `string`. Its functions cost by the bytes that they touch, and keep what LuaJ gets
/// wrong: `format`, patterns, lengths.
///
/// All scripts of a JVM share the metatable of strings, so the functions find the meter of whoever
/// calls. Scripts cannot reach that metatable.
final class StringFunctions {
  private static final LuaTable SHARED = shared();
  private static final Meter UNMETERED = new Meter(EngineLimits.STANDARD, () -> 0);

  private StringFunctions() {}

  /// Makes `("x"):rep(3)` call these functions, in the whole JVM.
  static void install() {
    LuaTable metatable = new LuaTable();
    metatable.set(LuaValue.INDEX, SHARED);
    LuaString.s_metatable = metatable;
  }

  /// A copy for one script.
  static LuaTable library() {
    return Tables.copy(SHARED);
  }

  @FunctionalInterface
  private interface Body {
    Varargs apply(Varargs arguments, Meter meter);
  }

  private static LuaTable shared() {
    LuaTable table = new LuaTable();
    add(table, "byte", StringFunctions::bytes);
    add(table, "char", StringFunctions::character);
    add(table, "find", (arguments, meter) -> find(arguments, meter, true));
    add(table, "format", Format::of);
    add(table, "gmatch", StringFunctions::gmatch);
    add(table, "gsub", StringFunctions::gsub);
    add(table, "len", (arguments, _) -> LuaValue.valueOf(arguments.checkstring(1).m_length));
    add(table, "lower", (arguments, meter) -> mapped(arguments, meter, 'A', 'Z'));
    add(table, "match", (arguments, meter) -> find(arguments, meter, false));
    add(table, "rep", StringFunctions::repeated);
    add(table, "reverse", StringFunctions::reversed);
    add(table, "sub", StringFunctions::sub);
    add(table, "upper", (arguments, meter) -> mapped(arguments, meter, 'a', 'z'));
    return table;
  }

  private static void add(LuaTable table, String name, Body body) {
    table.set(
        name,
        new VarArgFunction() {
          @Override
          public Varargs invoke(Varargs arguments) {
            return body.apply(arguments, Meter.CURRENT.isBound() ? Meter.CURRENT.get() : UNMETERED);
          }

          @Override
          public String tojstring() {
            return "function: builtin: " + name;
          }
        });
  }

  /// A value as `tostring` gives it.
  static LuaString text(LuaValue value) {
    LuaValue custom = value.metatag(LuaValue.TOSTRING);
    if (!custom.isnil()) {
      LuaValue text = custom.call(value);
      if (!text.isstring()) {
        throw new LuaFailure(LuaValue.valueOf("'__tostring' must return a string"));
      }
      return text.checkstring();
    }
    return value.type() == LuaValue.TNUMBER
        ? NumberText.of(value)
        : value instanceof LuaString string ? string : LuaString.valueOf(value.tojstring());
  }

  /// A value as text, without calling anything of the script.
  static String plainText(LuaValue value) {
    return value.type() == LuaValue.TNUMBER
        ? NumberText.of(value.todouble())
        : value.istable() ? "an error that is a table" : value.tojstring();
  }

  private static int from(int position, int length) {
    return position >= 0 ? position : Math.max(0, length + position + 1);
  }

  private static Varargs bytes(Varargs arguments, Meter meter) {
    LuaString text = arguments.checkstring(1);
    int first = Math.max(1, from(arguments.optint(2, 1), text.m_length));
    int last = Math.min(text.m_length, from(arguments.optint(3, first), text.m_length));
    if (first > last) {
      return LuaValue.NONE;
    }
    meter.charge(last - first);
    LuaValue[] values = new LuaValue[last - first + 1];
    for (int i = 0; i < values.length; i++) {
      values[i] = LuaValue.valueOf(text.luaByte(first - 1 + i));
    }
    return LuaValue.varargsOf(values);
  }

  private static Varargs character(Varargs arguments, Meter meter) {
    byte[] bytes = new byte[arguments.narg()];
    meter.charge(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int c = arguments.checkint(i + 1);
      arguments.argcheck(c >= 0 && c < 256, i + 1, "value out of range");
      bytes[i] = (byte) c;
    }
    return LuaString.valueUsing(bytes);
  }

  private static Varargs repeated(Varargs arguments, Meter meter) {
    LuaString text = arguments.checkstring(1);
    long count = Math.max(0, (long) arguments.checkdouble(2));
    LuaString separator = arguments.optstring(3, LuaString.valueOf(""));
    if (count == 0) {
      return LuaString.valueOf("");
    }
    long one = (long) text.m_length + separator.m_length;
    if (one == 0) {
      return text;
    }
    meter.chargeString(count > Integer.MAX_VALUE ? Long.MAX_VALUE : one * count);
    ByteArrayOutputStream out = new ByteArrayOutputStream((int) (one * count));
    for (long i = 0; i < count; i++) {
      out.write(text.m_bytes, text.m_offset, text.m_length);
      if (i + 1 < count) {
        out.write(separator.m_bytes, separator.m_offset, separator.m_length);
      }
    }
    return LuaString.valueUsing(out.toByteArray());
  }

  private static Varargs reversed(Varargs arguments, Meter meter) {
    LuaString text = arguments.checkstring(1);
    meter.chargeString(text.m_length);
    byte[] bytes = new byte[text.m_length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) text.luaByte(bytes.length - 1 - i);
    }
    return LuaString.valueUsing(bytes);
  }

  private static Varargs sub(Varargs arguments, Meter meter) {
    LuaString text = arguments.checkstring(1);
    int first = Math.max(1, from(arguments.checkint(2), text.m_length));
    int last = Math.min(text.m_length, from(arguments.optint(3, -1), text.m_length));
    return first > last ? LuaString.valueOf("") : text.substring(first - 1, last);
  }

  private static Varargs mapped(Varargs arguments, Meter meter, int first, int last) {
    LuaString text = arguments.checkstring(1);
    meter.chargeString(text.m_length);
    byte[] bytes = new byte[text.m_length];
    for (int i = 0; i < bytes.length; i++) {
      int c = text.luaByte(i);
      bytes[i] = (byte) (c >= first && c <= last ? c ^ 0x20 : c);
    }
    return LuaString.valueUsing(bytes);
  }

  /// @param places whether begin and end are wanted
  private static Varargs find(Varargs arguments, Meter meter, boolean places) {
    LuaString text = arguments.checkstring(1);
    LuaString pattern = arguments.checkstring(2);
    int begin = Math.max(0, from(arguments.optint(3, 1), text.m_length) - 1);
    if (begin > text.m_length) {
      return LuaValue.NIL;
    }
    if (places && (arguments.toboolean(4) || isPlain(pattern))) {
      meter.chargeBytes((long) text.m_length * Math.max(4, pattern.m_length));
      int at = text.indexOf(pattern, begin);
      return at < 0
          ? LuaValue.NIL
          : LuaValue.varargsOf(LuaValue.valueOf(at + 1), LuaValue.valueOf(at + pattern.m_length));
    }
    boolean anchored = pattern.m_length > 0 && pattern.luaByte(0) == '^';
    Patterns matcher = new Patterns(meter, text, pattern);
    for (int at = begin; at <= text.m_length && (at == begin || !anchored); at++) {
      int end = matcher.matchAt(at, anchored ? 1 : 0);
      if (end >= 0) {
        return !places
            ? matcher.values(at, end)
            : LuaValue.varargsOf(
                LuaValue.valueOf(at + 1),
                LuaValue.valueOf(end),
                matcher.captures() == 0 ? LuaValue.NONE : matcher.values(at, end));
      }
    }
    return LuaValue.NIL;
  }

  private static boolean isPlain(LuaString pattern) {
    for (int i = 0; i < pattern.m_length; i++) {
      if ("^$*+?.([%-".indexOf(pattern.luaByte(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static Varargs gmatch(Varargs arguments, Meter meter) {
    LuaString text = arguments.checkstring(1);
    LuaString pattern = arguments.checkstring(2);
    return new VarArgFunction() {
      private int at;

      @Override
      public Varargs invoke(Varargs ignored) {
        Patterns matcher = new Patterns(meter, text, pattern);
        for (int begin = at; begin <= text.m_length; begin++) {
          int end = matcher.matchAt(begin, 0);
          if (end >= 0) {
            at = end == begin ? end + 1 : end;
            return matcher.values(begin, end);
          }
        }
        at = text.m_length + 1;
        return LuaValue.NIL;
      }
    };
  }

  private static Varargs gsub(Varargs arguments, Meter meter) {
    LuaString text = arguments.checkstring(1);
    LuaString pattern = arguments.checkstring(2);
    LuaValue replacement = arguments.arg(3);
    if (!replacement.isstring() && !replacement.istable() && !replacement.isfunction()) {
      throw new LuaFailure(
          LuaValue.valueOf("bad argument #3 to 'gsub' (string/function/table expected)"));
    }
    int most = arguments.optint(4, Integer.MAX_VALUE);
    boolean anchored = pattern.m_length > 0 && pattern.luaByte(0) == '^';
    Patterns matcher = new Patterns(meter, text, pattern);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    int count = 0;
    while (count < most) {
      int end = matcher.matchAt(at, anchored ? 1 : 0);
      if (end >= 0) {
        count++;
        LuaString with = with(replacement, matcher, at, end);
        meter.chargeString(out.size() + (long) with.m_length, with.m_length);
        out.write(with.m_bytes, with.m_offset, with.m_length);
      }
      if (end > at) {
        at = end;
      } else if (at < text.m_length) {
        out.write(text.luaByte(at++));
      } else {
        break;
      }
      if (anchored) {
        break;
      }
    }
    for (; at < text.m_length; at++) {
      out.write(text.luaByte(at));
    }
    return LuaValue.varargsOf(LuaString.valueUsing(out.toByteArray()), LuaValue.valueOf(count));
  }

  private static LuaString with(LuaValue replacement, Patterns matcher, int begin, int end) {
    LuaValue whole = matcher.value(0, begin, end);
    LuaValue value;
    if (replacement.isfunction()) {
      value = replacement.invoke(matcher.values(begin, end)).arg1();
    } else if (replacement.istable()) {
      value = replacement.get(whole);
    } else {
      return expanded(replacement.strvalue(), matcher, begin, end);
    }
    if (!value.toboolean()) {
      return matcher.matched(begin, end);
    }
    if (!value.isstring()) {
      throw new LuaFailure(
          LuaValue.valueOf("invalid replacement value (a " + value.typename() + ")"));
    }
    return text(value);
  }

  private static LuaString expanded(LuaString template, Patterns matcher, int begin, int end) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < template.m_length; i++) {
      int c = template.luaByte(i);
      if (c != '%' || i + 1 == template.m_length) {
        out.write(c);
        continue;
      }
      int next = template.luaByte(++i);
      if (next < '0' || next > '9') {
        out.write(next);
        continue;
      }
      LuaString value =
          next == '0' ? matcher.matched(begin, end) : text(matcher.value(next - '1', begin, end));
      out.write(value.m_bytes, value.m_offset, value.m_length);
    }
    return LuaString.valueUsing(out.toByteArray());
  }
}
