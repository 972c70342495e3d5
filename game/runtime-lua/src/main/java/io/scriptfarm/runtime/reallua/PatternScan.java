package io.scriptfarm.runtime.reallua;

import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.luaj.PatternSearch;
import org.jspecify.annotations.Nullable;

/// Searches strings for patterns that might take long. Lua's own search would not end with the
/// call's allowance.
final class PatternScan {
  private final LuaC lua;
  private final RealValues values;
  private final HostCalls calls;
  private long state;
  private long subject; // address of the string that was searched last, which Lua holds
  private int length;
  private @Nullable PatternSearch search;

  PatternScan(LuaC lua, RealValues values, HostCalls calls) {
    this.lua = lua;
    this.values = values;
    this.calls = calls;
  }

  /// Of Lua: text, pattern and the first position give begin, end and captures, or nothing.
  int scan(long itsState) {
    state = itsState;
    PatternSearch here = look();
    double wanted = lua.toNumber(state, 3);
    int begin = (int) Math.max(0, wanted > 0 ? wanted - 1 : wanted < 0 ? length + wanted : 0);
    try {
      int[] found = here.find(values.bytes(state, 2), begin);
      return found == null ? 0 : push(found);
    } catch (HostException e) {
      return calls.fail(state, String.valueOf(e.getMessage()));
    }
  }

  /// The text is copied once for all searches in it.
  private PatternSearch look() {
    long address = lua.toBytes(state, 1);
    PatternSearch there = search;
    if (address == subject && there != null) {
      return there;
    }
    byte[] text = values.bytes(state, 1);
    calls.charge(state, text.length / 8);
    lua.pushPointer(state, HostCalls.FAILED); // a key that nobody else has
    lua.pushValue(state, 1);
    lua.rawSet(state, lua.lua().registry());
    subject = address;
    length = text.length;
    PatternSearch next = new PatternSearch(text, cost -> calls.charge(state, cost));
    search = next;
    return next;
  }

  private int push(int[] found) {
    if (!lua.checkStack(state, found.length)) {
      return calls.fail(state, "too many captures");
    }
    lua.pushNumber(state, found[0] + 1.0);
    lua.pushNumber(state, found[1]);
    for (int i = 2; i < found.length; i += 2) {
      if (found[i + 1] == PatternSearch.POSITION) {
        lua.pushNumber(state, found[i] + 1.0);
      } else {
        lua.pushBytes(state, subject + found[i], found[i + 1]);
      }
    }
    return found.length / 2 + 1;
  }
}
