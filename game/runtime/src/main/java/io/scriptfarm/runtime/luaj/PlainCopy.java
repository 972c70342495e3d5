package io.scriptfarm.runtime.luaj;

import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.PlainData;
import java.util.ArrayList;
import java.util.List;
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
    List<LuaValue> content = new ArrayList<>(); // keys and values, to make room for them at once
    for (Varargs entry = from.next(LuaValue.NIL);
        !entry.arg1().isnil();
        entry = from.next(entry.arg1())) {
      if (++entries > PlainData.MOST_ENTRIES) {
        throw new HostException("data of more than " + PlainData.MOST_ENTRIES + " entries");
      }
      LuaValue key = entry.arg1();
      LuaValue value = entry.arg(2);
      if (isPlain(key) && (value.type() == LuaValue.TTABLE || isPlain(value))) {
        content.add(key);
        content.add(value);
      }
    }
    int elements = from.rawlen();
    LuaTable to = new LuaTable(elements, Math.max(0, content.size() / 2 - elements));
    for (int i = 0; i < content.size(); i += 2) {
      LuaValue value = content.get(i + 1);
      boolean isTable = value.type() == LuaValue.TTABLE;
      to.rawset(content.get(i), isTable ? copy(value.checktable(), depth + 1) : value);
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
