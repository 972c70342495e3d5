package io.scriptfarm.runtime.luaj;

import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.PlainData;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// Copies plain data from table to table. Strings are the same objects: they do not change.
final class PlainCopy {
  private int entries;

  /// @throws HostException when a table is in itself, or it is too much
  LuaTable of(LuaTable from) {
    return copy(from, 0);
  }

  private LuaTable copy(LuaTable from, int depth) {
    if (depth == PlainData.DEEPEST) {
      throw new HostException("data in more than " + PlainData.DEEPEST + " tables, or in a circle");
    }
    LuaTable to = new LuaTable();
    for (Varargs entry = from.next(LuaValue.NIL);
        !entry.arg1().isnil();
        entry = from.next(entry.arg1())) {
      if (++entries > PlainData.MOST_ENTRIES) {
        throw new HostException("data of more than " + PlainData.MOST_ENTRIES + " entries");
      }
      LuaValue key = entry.arg1();
      LuaValue value = entry.arg(2);
      if (isPlain(key)) {
        if (value.type() == LuaValue.TTABLE) {
          to.rawset(key, copy(value.checktable(), depth + 1));
        } else if (isPlain(value)) {
          to.rawset(key, value);
        }
      }
    }
    return to;
  }

  private static boolean isPlain(LuaValue value) {
    return switch (value.type()) {
      case LuaValue.TBOOLEAN, LuaValue.TNUMBER, LuaValue.TINT, LuaValue.TSTRING -> true;
      default -> false;
    };
  }
}
