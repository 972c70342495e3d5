package io.scriptfarm.runtime.luaj;

import java.io.ByteArrayOutputStream;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/// The library `table`; its functions cost by the elements that they touch.
final class Tables {
  private static final int BYTES = 80; // of a table
  private static final int PLACE = 32;
  private static final int MOST_RESULTS = 8_000; // as in Lua 5.1

  private Tables() {}

  static LuaTable copy(LuaTable from) {
    LuaTable to = new LuaTable();
    copyInto(from, to);
    return to;
  }

  static void copyInto(LuaTable from, LuaTable to) {
    for (LuaValue key : from.keys()) {
      to.rawset(key, from.rawget(key));
    }
  }

  @FunctionalInterface
  private interface Body {
    Varargs apply(Varargs arguments, Meter meter);
  }

  static LuaTable library(Meter meter) {
    LuaTable table = new LuaTable();
    add(table, "concat", meter, Tables::concat);
    add(table, "insert", meter, Tables::insert);
    add(table, "pack", meter, Tables::pack);
    add(table, "remove", meter, Tables::remove);
    add(table, "sort", meter, Tables::sort);
    add(table, "unpack", meter, Tables::unpack);
    return table;
  }

  private static void add(LuaTable table, String name, Meter meter, Body body) {
    table.set(
        name,
        new VarArgFunction() {
          @Override
          public Varargs invoke(Varargs arguments) {
            return body.apply(arguments, meter);
          }
        });
  }

  private static Varargs concat(Varargs arguments, Meter meter) {
    LuaTable list = arguments.checktable(1);
    LuaString separator = arguments.optstring(2, LuaString.valueOf(""));
    int from = arguments.optint(3, 1);
    int to = arguments.isnil(4) ? list.length() : arguments.checkint(4);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (long i = from; i <= to; i++) {
      LuaValue element = list.get((int) i);
      if (!element.isstring()) {
        throw new LuaFailure(
            LuaValue.valueOf(
                meter.frames().place(1)
                    + "invalid value (%s) at index %d in table for 'concat'"
                        .formatted(element.typename(), i)));
      }
      LuaString text = StringFunctions.text(element);
      meter.charge(1);
      meter.chargeString(out.size() + (long) text.m_length + separator.m_length, text.m_length);
      out.write(text.m_bytes, text.m_offset, text.m_length);
      if (i < to) {
        out.write(separator.m_bytes, separator.m_offset, separator.m_length);
      }
    }
    return LuaString.valueUsing(out.toByteArray());
  }

  private static Varargs insert(Varargs arguments, Meter meter) {
    LuaTable list = arguments.checktable(1);
    int length = list.length();
    switch (arguments.narg()) {
      case 2 -> {
        meter.take(PLACE);
        list.set(length + 1, arguments.arg(2));
      }
      case 3 -> {
        int at = arguments.checkint(2);
        arguments.argcheck(at >= 1 && at <= length + 1, 2, "position out of bounds");
        meter.charge(length - at + 1L);
        meter.take(PLACE);
        list.insert(at, arguments.arg(3));
      }
      default ->
          throw new LuaFailure(
              LuaValue.valueOf(meter.frames().place(1) + "wrong number of arguments to 'insert'"));
    }
    return LuaValue.NONE;
  }

  private static Varargs remove(Varargs arguments, Meter meter) {
    LuaTable list = arguments.checktable(1);
    int length = list.length();
    int at = arguments.optint(2, length);
    if (length == 0 && arguments.narg() < 2) {
      return LuaValue.NIL;
    }
    meter.charge(Math.max(0, length - at) + 1L);
    return at < 1 || at > length ? LuaValue.NIL : list.remove(at);
  }

  private static Varargs pack(Varargs arguments, Meter meter) {
    meter.charge(arguments.narg());
    meter.take(BYTES + (long) PLACE * arguments.narg());
    LuaTable table = new LuaTable();
    for (int i = 1; i <= arguments.narg(); i++) {
      table.set(i, arguments.arg(i));
    }
    table.set("n", arguments.narg());
    return table;
  }

  /// LuaJ sorts what lies in a table's array, and may have elements of a list elsewhere. So a list
  /// of the elements is sorted.
  private static Varargs sort(Varargs arguments, Meter meter) {
    LuaTable list = arguments.checktable(1);
    LuaValue order = arguments.isnil(2) ? LuaValue.NIL : arguments.checkfunction(2);
    int length = list.length();
    meter.charge((long) length * (32 - Integer.numberOfLeadingZeros(length)));
    LuaValue[] values = new LuaValue[length];
    for (int i = 0; i < length; i++) {
      values[i] = list.get(i + 1);
    }
    LuaTable sorted = LuaValue.listOf(values);
    sorted.sort(order);
    for (int i = 1; i <= length; i++) {
      list.set(i, sorted.get(i));
    }
    return LuaValue.NONE;
  }

  static Varargs unpack(Varargs arguments, Meter meter) {
    LuaTable list = arguments.checktable(1);
    long from = arguments.optint(2, 1);
    long to = arguments.isnil(3) ? list.length() : arguments.checkint(3);
    if (from > to) {
      return LuaValue.NONE;
    }
    if (to - from >= MOST_RESULTS) {
      throw new LuaFailure(
          LuaValue.valueOf(meter.frames().place(1) + "too many results to unpack"));
    }
    meter.charge(to - from);
    LuaValue[] values = new LuaValue[(int) (to - from + 1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get((int) (from + i));
    }
    return LuaValue.varargsOf(values);
  }
}
