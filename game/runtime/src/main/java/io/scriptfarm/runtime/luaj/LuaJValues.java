package io.scriptfarm.runtime.luaj;

import io.scriptfarm.runtime.engine.ScriptTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// Values between Java and LuaJ.
final class LuaJValues {
  private LuaJValues() {}

  /// @param value what {@link #toJava} gives, or maps and lists of it
  static LuaValue toLua(@Nullable Object value) {
    return switch (value) {
      case null -> LuaValue.NIL;
      case Boolean truth -> LuaValue.valueOf(truth);
      case Number number -> LuaValue.valueOf(number.doubleValue());
      case String text -> LuaValue.valueOf(text);
      case Table table -> table.lua();
      case LuaJFunction function -> function.lua();
      case Map<?, ?> map -> {
        LuaTable table = new LuaTable();
        map.forEach((key, each) -> table.set(toLua(key), toLua(each)));
        yield table;
      }
      case List<?> list -> {
        LuaTable table = new LuaTable();
        for (int i = 0; i < list.size(); i++) {
          table.set(i + 1, toLua(list.get(i)));
        }
        yield table;
      }
      default ->
          throw new IllegalArgumentException("no value of Lua: " + value.getClass().getName());
    };
  }

  static Varargs toLua(@Nullable Object[] values) {
    return switch (values.length) {
      case 0 -> LuaValue.NONE;
      case 1 -> toLua(values[0]);
      default -> {
        LuaValue[] all = new LuaValue[values.length];
        for (int i = 0; i < all.length; i++) {
          all[i] = toLua(values[i]);
        }
        yield LuaValue.varargsOf(all);
      }
    };
  }

  /// What is no value of Java, a coroutine, becomes its name.
  static @Nullable Object toJava(LuaValue value, LuaJEngine engine) {
    return switch (value.type()) {
      case LuaValue.TNIL, LuaValue.TNONE -> null;
      case LuaValue.TBOOLEAN -> value.toboolean();
      case LuaValue.TNUMBER, LuaValue.TINT -> value.todouble();
      case LuaValue.TSTRING -> value.tojstring();
      case LuaValue.TTABLE -> new Table(value.checktable(), engine);
      case LuaValue.TFUNCTION -> new LuaJFunction(value.checkfunction(), engine);
      default -> value.tojstring();
    };
  }

  record Table(LuaTable lua, LuaJEngine engine) implements ScriptTable {
    @Override
    public @Nullable Object get(Object key) {
      return toJava(lua.rawget(toLua(key)), engine);
    }

    @Override
    public void set(Object key, @Nullable Object value) {
      lua.rawset(toLua(key), toLua(value));
    }

    @Override
    public List<Object> keys() {
      List<Object> keys = new ArrayList<>();
      for (LuaValue key : lua.keys()) {
        Object each = toJava(key, engine);
        if (each != null) {
          keys.add(each);
        }
      }
      return keys;
    }

    @Override
    public int length() {
      return lua.rawlen();
    }
  }
}
