package io.scriptfarm.runtime.reallua;

import io.scriptfarm.runtime.engine.ScriptTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table of Lua.
final class RealTable extends Held implements ScriptTable {
  RealTable(RealLuaEngine engine, int slot, long identity) {
    super(engine, slot, identity);
  }

  @Override
  public @Nullable Object get(Object key) {
    return engine()
        .aside(
            (state, values) -> {
              values.push(state, this);
              values.push(state, key);
              values.lua().rawGet(state, -2);
              return values.read(state, -1);
            });
  }

  @Override
  public void set(Object key, @Nullable Object value) {
    engine()
        .aside(
            (state, values) -> {
              values.push(state, this);
              values.pushKey(state, key);
              values.push(state, value);
              values.lua().rawSet(state, -3);
              return null;
            });
  }

  @Override
  public List<Object> keys() {
    List<Object> keys = new ArrayList<>();
    int length = length();
    for (int i = 1; i <= length; i++) {
      keys.add((double) i);
    }
    engine()
        .aside(
            (state, values) -> {
              values.push(state, this);
              values.lua().pushNil(state);
              while (values.lua().next(state, -2)) {
                values.lua().setTop(state, -2);
                Object key = values.read(state, -1);
                if (key != null && !isOneOf(key, length)) {
                  keys.add(key);
                }
              }
              return null;
            });
    return keys;
  }

  private static boolean isOneOf(Object key, int length) {
    return key instanceof Double number
        && number >= 1
        && number <= length
        && number == Math.rint(number);
  }

  @Override
  public int length() {
    Object length =
        engine()
            .aside(
                (state, values) -> {
                  values.push(state, this);
                  return (double) values.lua().length(state, -1);
                });
    return length instanceof Double number ? number.intValue() : 0;
  }
}
