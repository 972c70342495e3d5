package io.scriptfarm.runtime.reallua;

import io.scriptfarm.runtime.luaj.Patterns;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/// Searches strings for patterns that might take long. Each step costs; Lua's own search would not
/// end with the call's allowance.
final class PatternSearch implements Patterns.Cost {
  private final LuaC lua;
  private final RealValues values;
  private final HostCalls calls;
  private long state;
  private long subject; // identity of the string that was searched last, which Lua holds
  private LuaString text = LuaString.valueOf("");

  PatternSearch(LuaC lua, RealValues values, HostCalls calls) {
    this.lua = lua;
    this.values = values;
    this.calls = calls;
  }

  /// Of Lua: text, pattern and the first position give begin, end and captures, or nothing.
  int scan(long itsState) {
    state = itsState;
    look();
    LuaString pattern = LuaString.valueUsing(values.bytes(state, 2));
    double wanted = lua.toNumber(state, 3);
    int begin =
        (int) Math.max(0, wanted > 0 ? wanted - 1 : wanted < 0 ? text.m_length + wanted : 0);
    boolean anchored = pattern.m_length > 0 && pattern.luaByte(0) == '^';
    try {
      Patterns matcher = new Patterns(this, text, pattern);
      for (int at = begin; at <= text.m_length && (at == begin || !anchored); at++) {
        int end = matcher.matchAt(at, anchored ? 1 : 0);
        if (end >= 0) {
          return push(matcher, at, end);
        }
      }
      return 0;
    } catch (LuaError e) {
      return calls.fail(state, String.valueOf(e.getMessage()));
    }
  }

  /// The text, copied once for all searches in it.
  private void look() {
    long identity = lua.toBytes(state, 1);
    if (identity != subject) {
      text = LuaString.valueUsing(values.bytes(state, 1));
      charge(text.m_length / 8);
      lua.pushPointer(state, HostCalls.FAILED); // a key that nobody else has
      lua.pushValue(state, 1);
      lua.rawSet(state, lua.lua().registry());
      subject = identity;
    }
  }

  private int push(Patterns matcher, int begin, int end) {
    lua.pushNumber(state, begin + 1.0);
    lua.pushNumber(state, end);
    if (!lua.checkStack(state, matcher.captures() + 2)) {
      return calls.fail(state, "too many captures");
    }
    for (int i = 0; i < matcher.captures(); i++) {
      LuaValue value = matcher.value(i, begin, end);
      if (value instanceof LuaString captured) {
        byte[] bytes = new byte[captured.m_length];
        captured.copyInto(0, bytes, 0, bytes.length);
        values.pushBytes(state, bytes);
      } else {
        lua.pushNumber(state, value.todouble());
      }
    }
    return 2 + matcher.captures();
  }

  @Override
  public void charge(long instructions) {
    calls.charge(state, instructions);
  }

  @Override
  public LuaError refusal(String message) {
    return new LuaError(LuaValue.valueOf(message));
  }
}
