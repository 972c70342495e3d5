package io.scriptfarm.runtime.reallua;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/// The calls of one library. This class is a pattern: {@link LuaC#of} makes a hidden one of it for
/// each library, and itself it is never initialized.
final class LuaCalls extends LuaC {
  private static final LuaHandles.Library LIBRARY = LuaHandles.library(MethodHandles.lookup());
  private static final LuaHandles IN = new LuaHandles(LIBRARY);
  private static final boolean OLD = IN.isOld();

  private static final MethodHandle NEW_STATE = IN.handle("luaL_newstate", "()J");
  private static final MethodHandle NEW_STATE_WITH = IN.handle("lua_newstate", "(JJ)J");
  private static final MethodHandle CLOSE = IN.handle("lua_close", "(J)V");
  private static final MethodHandle OPEN_LIBRARIES = IN.handle("luaL_openlibs", "(J)V");
  private static final MethodHandle TOP = IN.brief("lua_gettop", "(J)I");
  private static final MethodHandle SET_TOP = IN.handle("lua_settop", "(JI)V");
  private static final MethodHandle CHECK_STACK = IN.handle("lua_checkstack", "(JI)I");
  private static final MethodHandle PUSH_VALUE = IN.pushing("lua_pushvalue", "(JI)V");
  private static final MethodHandle TYPE = IN.brief("lua_type", "(JI)I");
  private static final MethodHandle IS_NUMBER = IN.brief("lua_isnumber", "(JI)I");
  private static final MethodHandle TO_BOOLEAN = IN.brief("lua_toboolean", "(JI)I");
  private static final MethodHandle TO_NUMBER =
      OLD
          ? IN.brief("lua_tonumber", "(JI)D")
          : MethodHandles.insertArguments(IN.brief("lua_tonumberx", "(JIJ)D"), 2, 0L);
  private static final MethodHandle TO_BYTES = IN.handle("lua_tolstring", "(JIJ)J");
  private static final MethodHandle IDENTITY = IN.brief("lua_topointer", "(JI)J");
  private static final MethodHandle LENGTH = IN.brief(OLD ? "lua_objlen" : "lua_rawlen", "(JI)J");
  private static final MethodHandle PUSH_NIL = IN.pushing("lua_pushnil", "(J)V");
  private static final MethodHandle PUSH_NUMBER = IN.pushing("lua_pushnumber", "(JD)V");
  private static final MethodHandle PUSH_INTEGER = IN.pushing("lua_pushinteger", "(JJ)V");
  private static final MethodHandle PUSH_BOOLEAN = IN.pushing("lua_pushboolean", "(JI)V");
  private static final MethodHandle PUSH_BYTES = IN.handle("lua_pushlstring", "(JJJ)V");
  private static final MethodHandle PUSH_POINTER = IN.pushing("lua_pushlightuserdata", "(JJ)V");
  private static final MethodHandle PUSH_FUNCTION = IN.handle("lua_pushcclosure", "(JJI)V");
  private static final MethodHandle NEW_TABLE = IN.handle("lua_createtable", "(JII)V");
  private static final MethodHandle RAW_GET = IN.handle("lua_rawget", "(JI)V");
  private static final MethodHandle RAW_SET = IN.handle("lua_rawset", "(JI)V");
  private static final MethodHandle RAW_GET_INDEX = IN.indexed("lua_rawgeti");
  private static final MethodHandle RAW_SET_INDEX = IN.indexed("lua_rawseti");
  private static final MethodHandle NEXT = IN.handle("lua_next", "(JI)I");
  private static final MethodHandle LOAD =
      IN.has("luaL_loadbufferx")
          ? IN.handle("luaL_loadbufferx", "(JJJJJ)I")
          : MethodHandles.dropArguments( // Lua 5.1 has no mode
              IN.handle("luaL_loadbuffer", "(JJJJ)I"), 4, long.class);
  private static final MethodHandle PCALL =
      OLD
          ? IN.handle("lua_pcall", "(JIII)I")
          : MethodHandles.insertArguments( // nothing to continue with
              IN.handle("lua_pcallk", "(JIIIJJ)I"), 4, 0L, 0L);
  private static final MethodHandle SET_HOOK = IN.brief("lua_sethook", "(JJII)V");
  private static final MethodHandle COLLECT_GARBAGE = IN.variadic("lua_gc", "(JII)I");
  private static final @Nullable MethodHandle SET_MODE =
      IN.has("luaJIT_setmode") ? IN.handle("luaJIT_setmode", "(JII)I") : null;

  private LuaCalls() {
    super(LIBRARY);
  }

  @Override
  long newState(long allocator) {
    try {
      return allocator == 0
          ? (long) NEW_STATE.invokeExact()
          : (long) NEW_STATE_WITH.invokeExact(allocator, 0L);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void close(long state) {
    try {
      CLOSE.invokeExact(state);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void openLibraries(long state) {
    try {
      OPEN_LIBRARIES.invokeExact(state);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  int top(long state) {
    try {
      return (int) TOP.invokeExact(state);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void setTop(long state, int top) {
    try {
      SET_TOP.invokeExact(state, top);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  boolean checkStack(long state, int more) {
    try {
      return (int) CHECK_STACK.invokeExact(state, more) != 0;
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void pushValue(long state, int at) {
    try {
      PUSH_VALUE.invokeExact(state, at);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  int type(long state, int at) {
    try {
      return (int) TYPE.invokeExact(state, at);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  boolean isNumber(long state, int at) {
    try {
      return (int) IS_NUMBER.invokeExact(state, at) != 0;
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  boolean toBoolean(long state, int at) {
    try {
      return (int) TO_BOOLEAN.invokeExact(state, at) != 0;
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  double toNumber(long state, int at) {
    try {
      return (double) TO_NUMBER.invokeExact(state, at);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  long toBytes(long state, int at) {
    try {
      return (long) TO_BYTES.invokeExact(state, at, 0L);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  long identity(long state, int at) {
    try {
      return (long) IDENTITY.invokeExact(state, at);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  long length(long state, int at) {
    try {
      return (long) LENGTH.invokeExact(state, at);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void pushNil(long state) {
    try {
      PUSH_NIL.invokeExact(state);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  /// Whole numbers are integers in a Lua that has some, so that they look like those of other Lua.
  @Override
  void pushNumber(long state, double number) {
    try {
      long whole = (long) number;
      if (!OLD
          && whole == number
          && Math.abs(number) < 1L << 53
          && (whole != 0 || 1 / number > 0)) {
        PUSH_INTEGER.invokeExact(state, whole);
      } else {
        PUSH_NUMBER.invokeExact(state, number);
      }
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void pushBoolean(long state, boolean value) {
    try {
      PUSH_BOOLEAN.invokeExact(state, value ? 1 : 0);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void pushBytes(long state, long address, long length) {
    try {
      PUSH_BYTES.invokeExact(state, address, length);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void pushPointer(long state, long address) {
    try {
      PUSH_POINTER.invokeExact(state, address);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void pushFunction(long state, long address, int upvalues) {
    try {
      PUSH_FUNCTION.invokeExact(state, address, upvalues);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void newTable(long state, int elements, int fields) {
    try {
      NEW_TABLE.invokeExact(state, elements, fields);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void rawGet(long state, int table) {
    try {
      RAW_GET.invokeExact(state, table);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void rawSet(long state, int table) {
    try {
      RAW_SET.invokeExact(state, table);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void rawGet(long state, int table, int index) {
    try {
      RAW_GET_INDEX.invokeExact(state, table, index);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void rawSet(long state, int table, int index) {
    try {
      RAW_SET_INDEX.invokeExact(state, table, index);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  boolean next(long state, int table) {
    try {
      return (int) NEXT.invokeExact(state, table) != 0;
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  int load(long state, long text, long length, long name, long mode) {
    try {
      return (int) LOAD.invokeExact(state, text, length, name, mode);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  int pcall(long state, int arguments, int results, int handler) {
    try {
      return (int) PCALL.invokeExact(state, arguments, results, handler);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void setHook(long state, long hook, int mask, int count) {
    try {
      SET_HOOK.invokeExact(state, hook, mask, count);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  int collect(long state, int what) {
    try {
      return (int) COLLECT_GARBAGE.invokeExact(state, what, 0);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  @Override
  void compile(long state, boolean compile) {
    MethodHandle setMode = SET_MODE;
    if (setMode != null) {
      try {
        int _ = (int) setMode.invokeExact(state, 0, compile ? 0x100 : 0); // the engine, on or off
      } catch (Throwable e) {
        throw LuaHandles.broken(e);
      }
    }
  }
}
