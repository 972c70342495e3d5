package io.scriptfarm.lua;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.scriptfarm.contract.Blob;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;

/// Lua 5.1, 5.3, 5.4 and LuaJIT: their C API through Java's foreign functions. A text is compiled
/// by `luaL_loadbufferx` in text mode and written by Lua's own `string.dump`; nothing is ever run,
/// and bytecode is never read, because Lua does not verify it and corrupt chunks crash the process.
///
/// Each call has a Lua state of its own, which nothing else sees.
final class NativeLua implements LuaCompiler {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemorySegment NONE = MemorySegment.NULL;
  private static final int OK = 0;
  private static final int RUN_ERROR = 2; // of a parser: nested too deep
  private static final int SYNTAX_ERROR = 3;

  // What the stack of a state holds while it compiles.
  private static final int STRING_LIBRARY = 1;
  private static final int RESULT = 2;

  private final SymbolLookup library;
  private final MethodHandle newState;
  private final MethodHandle close;
  private final MethodHandle pushFunction;
  private final MethodHandle getField;
  private final MethodHandle toBytes;
  private final MethodHandle pushBytes;
  private final MethodHandle load;
  private final MethodHandle call;
  private final MemorySegment openString;

  /// Whether dumps need to be told to have a fixed order: LuaJIT's tables have none otherwise.
  private final boolean ordered;

  /// @throws IllegalArgumentException if the library lacks a function of Lua's API
  NativeLua(SymbolLookup library) {
    this.library = library;
    newState = function("luaL_newstate", FunctionDescriptor.of(ADDRESS));
    close = function("lua_close", FunctionDescriptor.ofVoid(ADDRESS));
    pushFunction =
        function("lua_pushcclosure", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_INT));
    getField = function("lua_getfield", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT, ADDRESS));
    toBytes = function("lua_tolstring", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, ADDRESS));
    pushBytes = function("lua_pushlstring", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, JAVA_LONG));
    openString = symbol("luaopen_string");
    load =
        has("luaL_loadbufferx")
            ? function(
                "luaL_loadbufferx",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS))
            : MethodHandles.dropArguments( // Lua 5.1 has no mode
                function(
                    "luaL_loadbuffer",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS)),
                4,
                MemorySegment.class);
    call =
        has("lua_pcallk")
            ? MethodHandles.insertArguments( // nothing to continue with
                function(
                    "lua_pcallk",
                    FunctionDescriptor.of(
                        JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS)),
                4,
                0L,
                NONE)
            : function(
                "lua_pcall",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT));
    ordered = has("luaJIT_setmode");
  }

  @Override
  public Result compile(Blob lua, String chunkName) {
    byte[] text = LuaText.ofFile(lua.bytes());
    if (LuaText.isBytecode(text)) {
      return LuaText.bytecodeRefused(); // Lua 5.1 has no text mode
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment source = arena.allocateFrom(JAVA_BYTE, text);
      Result result = compile(arena, source, chunkName);
      // Once more, by a name that is known to be in the message.
      return result instanceof NotLua ? compile(arena, source, LuaText.PLAIN_NAME) : result;
    }
  }

  private Result compile(Arena arena, MemorySegment source, String chunkName) {
    try {
      MemorySegment state = (MemorySegment) newState.invokeExact();
      if (state.equals(NONE)) {
        throw new IllegalStateException("Lua has no memory for a state");
      }
      try {
        return compile(arena, state, source, chunkName);
      } finally {
        close.invokeExact(state);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("calls of native functions throw nothing checked", e);
    }
  }

  private Result compile(Arena arena, MemorySegment state, MemorySegment source, String chunkName)
      throws Throwable {
    pushFunction.invokeExact(state, openString, 0);
    check(state, call(state, 0), "opening Lua's string library");
    getField.invokeExact(state, STRING_LIBRARY, arena.allocateFrom("dump"));
    int loaded =
        (int)
            load.invokeExact(
                state,
                source,
                source.byteSize(),
                arena.allocateFrom(chunkName),
                arena.allocateFrom("t"));
    if (loaded == SYNTAX_ERROR || loaded == RUN_ERROR) {
      return LuaText.error(new String(bytes(state, -1), StandardCharsets.UTF_8));
    }
    check(state, loaded, "loading");
    if (ordered) {
      pushBytes.invokeExact(state, arena.allocateFrom("d"), 1L);
    }
    check(state, call(state, ordered ? 2 : 1), "dumping");
    return new Dump(Blob.of(bytes(state, RESULT)));
  }

  /// Calls the function below its arguments on the stack, for one result.
  private int call(MemorySegment state, int arguments) throws Throwable {
    return (int) call.invokeExact(state, arguments, 1, 0);
  }

  private void check(MemorySegment state, int status, String what) throws Throwable {
    if (status != OK) {
      throw new IllegalStateException(
          what + " failed: " + new String(bytes(state, -1), StandardCharsets.UTF_8));
    }
  }

  private byte[] bytes(MemorySegment state, int index) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment length = arena.allocate(JAVA_LONG);
      MemorySegment start = (MemorySegment) toBytes.invokeExact(state, index, length);
      return start.reinterpret(length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
    }
  }

  private boolean has(String name) {
    return library.find(name).isPresent();
  }

  private MethodHandle function(String name, FunctionDescriptor type) {
    return LINKER.downcallHandle(symbol(name), type);
  }

  private MemorySegment symbol(String name) {
    return library
        .find(name)
        .orElseThrow(() -> new IllegalArgumentException("it has no function " + name));
  }
}
