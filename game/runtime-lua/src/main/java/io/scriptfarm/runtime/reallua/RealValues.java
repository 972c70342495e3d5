package io.scriptfarm.runtime.reallua;

import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.PlainData;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values between Java and a state's stack.
final class RealValues {
  private static final int SMALL = 4 << 10; // bytes
  private static final int MOST_NAMES = 1_000;

  private final RealLuaEngine engine;
  private final LuaC lua;
  private final MemorySegment buffer = Arena.ofAuto().allocate(SMALL);
  private final Map<String, Integer> names = new HashMap<>(); // to slots

  RealValues(RealLuaEngine engine, LuaC lua) {
    this.engine = engine;
    this.lua = lua;
  }

  LuaC lua() {
    return lua;
  }

  /// @param value null, a boolean, a number, a string, a table or function of this engine, maps and
  ///     lists
  void push(long state, @Nullable Object value) {
    if (value instanceof Double number) { // most of what is given; short enough to be inlined
      lua.pushNumber(state, number);
    } else if (value == null) {
      lua.pushNil(state);
    } else {
      pushOther(state, value);
    }
  }

  private void pushOther(long state, Object value) {
    switch (value) {
      case Boolean truth -> lua.pushBoolean(state, truth);
      case Number number -> lua.pushNumber(state, number.doubleValue());
      case String text -> pushBytes(state, text.getBytes(StandardCharsets.UTF_8));
      case Held held when held.engine() == engine -> engine.references().push(state, held.slot());
      case Map<?, ?> map -> {
        room(state);
        lua.newTable(state, 0, map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          pushKey(state, entry.getKey());
          push(state, entry.getValue());
          lua.rawSet(state, -3);
        }
      }
      case List<?> list -> {
        room(state);
        lua.newTable(state, list.size(), 0);
        for (int i = 0; i < list.size(); i++) {
          push(state, list.get(i));
          lua.rawSet(state, -2, i + 1);
        }
      }
      default ->
          throw new IllegalArgumentException("no value of this Lua: " + value.getClass().getName());
    }
  }

  /// Values inside of one another need room on the stack.
  private void room(long state) {
    if (!lua.checkStack(state, 8)) {
      throw new HostException("data in too many tables");
    }
  }

  /// Lua keeps the keys of what the host gives, which are few.
  void pushKey(long state, @Nullable Object key) {
    if (key == null || (key instanceof Double number && number.isNaN())) {
      throw new IllegalArgumentException(key + " is no key of a table"); // Lua would raise an error
    }
    Integer slot = key instanceof String name ? names.get(name) : null;
    if (slot != null) {
      engine.references().push(state, slot);
      return;
    }
    push(state, key);
    if (key instanceof String name && names.size() < MOST_NAMES) {
      lua.pushValue(state, -1);
      names.put(name, engine.references().take(state));
    }
  }

  void pushBytes(long state, byte[] bytes) {
    if (bytes.length <= SMALL) {
      pushBytes(state, bytes, buffer);
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      pushBytes(state, bytes, arena.allocate(bytes.length));
    }
  }

  private void pushBytes(long state, byte[] bytes, MemorySegment by) {
    MemorySegment.copy(bytes, 0, by, ValueLayout.JAVA_BYTE, 0, bytes.length);
    lua.pushBytes(state, by.address(), bytes.length);
  }

  byte[] bytes(long state, int at) {
    long address = lua.toBytes(state, at);
    return Memory.bytes(address, lua.length(state, at));
  }

  /// As {@link io.scriptfarm.runtime.engine.ScriptFunction#call} has it. What is no value of Java
  /// becomes its name.
  @Nullable Object read(long state, int at) {
    return switch (lua.type(state, at)) {
      case LuaC.NIL -> null;
      case LuaC.BOOLEAN -> lua.toBoolean(state, at);
      case LuaC.NUMBER -> lua.toNumber(state, at);
      case LuaC.STRING -> new String(bytes(state, at), StandardCharsets.UTF_8);
      case LuaC.TABLE -> table(state, at);
      case LuaC.FUNCTION -> function(state, at);
      default -> "a value that is only Lua's";
    };
  }

  RealTable table(long state, int at) {
    long identity = lua.identity(state, at);
    lua.pushValue(state, at);
    return new RealTable(engine, engine.references().take(state), identity);
  }

  RealFunction function(long state, int at) {
    long identity = lua.identity(state, at);
    lua.pushValue(state, at);
    return new RealFunction(engine, engine.references().take(state), identity);
  }

  /// Pushes a copy of the plain data in the table at the top of the stack.
  void pushCopy(long state) {
    copy(state, new int[1], 0);
  }

  private void copy(long state, int[] entries, int depth) {
    if (depth == PlainData.DEEPEST) {
      throw new HostException("data in more than " + PlainData.DEEPEST + " tables, or in a circle");
    }
    room(state);
    int from = lua.top(state);
    lua.newTable(state, (int) lua.length(state, from), 0);
    int to = from + 1;
    lua.pushNil(state);
    while (lua.next(state, from)) {
      if (++entries[0] > PlainData.MOST_ENTRIES) {
        throw new HostException("data of more than " + PlainData.MOST_ENTRIES + " entries");
      }
      int type = lua.type(state, -1);
      if (isPlain(lua.type(state, -2)) && (type == LuaC.TABLE || isPlain(type))) {
        lua.pushValue(state, -2);
        lua.pushValue(state, -2);
        if (type == LuaC.TABLE) {
          copy(state, entries, depth + 1);
          lua.pushValue(state, -3); // the key, above the copy
          lua.pushValue(state, -2);
          lua.rawSet(state, to);
        } else {
          lua.rawSet(state, to);
        }
      }
      lua.setTop(state, to + 1); // the key
    }
  }

  private static boolean isPlain(int type) {
    return type == LuaC.BOOLEAN || type == LuaC.NUMBER || type == LuaC.STRING;
  }
}
