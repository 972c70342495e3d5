package io.scriptfarm.runtime.reallua;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// The functions of Lua's C API that an engine calls, of one library. States and addresses are
/// numbers. Positions on the stack are as in C. Nothing checks them: a wrong call ends the process.
///
/// Functions that may raise an error of Lua are called only where none can occur, or inside of
/// {@link #pcall}: an error jumps over the frames of Java.
abstract class LuaC {
  static final int NIL = 0;
  static final int BOOLEAN = 1;
  static final int NUMBER = 3;
  static final int STRING = 4;
  static final int TABLE = 5;
  static final int FUNCTION = 6;

  static final int COUNT = 8; // the hook is called every so many instructions
  static final int COLLECT = 2;
  static final int KIBIBYTES = 3;

  private static final Map<RealLua, LuaC> OPEN = new EnumMap<>(RealLua.class);

  private final LuaHandles.Library library;

  LuaC(LuaHandles.Library library) {
    this.library = library;
  }

  /// The same object for the same Lua.
  static synchronized LuaC of(RealLua lua) throws MissingLuaException {
    LuaC there = OPEN.get(lua);
    if (there == null) {
      there = made(new LuaHandles.Library(lua, lua.open()));
      OPEN.put(lua, there);
    }
    return there;
  }

  /// A class for each library, so that its handles are constants, which the JVM compiles into the
  /// code around a call. A field of an object would make each call several times as long.
  private static LuaC made(LuaHandles.Library library) {
    try (InputStream in =
        Objects.requireNonNull(LuaC.class.getResourceAsStream("LuaCalls.class"))) {
      MethodHandles.Lookup made =
          MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), library, true);
      return (LuaC)
          made.findConstructor(made.lookupClass(), MethodType.methodType(void.class)).invoke();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Throwable e) {
      throw LuaHandles.broken(e);
    }
  }

  RealLua lua() {
    return library.lua();
  }

  /// The address of a function of the library.
  long address(String function) {
    return library.symbols().findOrThrow(function).address();
  }

  /// @param allocator the address of a `lua_Alloc`; 0 for Lua's own
  /// @return 0 when there is no memory
  abstract long newState(long allocator);

  abstract void close(long state);

  abstract void openLibraries(long state);

  abstract int top(long state);

  abstract void setTop(long state, int top);

  abstract boolean checkStack(long state, int more);

  abstract void pushValue(long state, int at);

  abstract int type(long state, int at);

  abstract boolean isNumber(long state, int at);

  abstract boolean toBoolean(long state, int at);

  abstract double toNumber(long state, int at);

  /// The address of a string's bytes; as long as the string is somewhere in Lua.
  abstract long toBytes(long state, int at);

  abstract long identity(long state, int at);

  /// Of a string in bytes, or of a table.
  abstract long length(long state, int at);

  abstract void pushNil(long state);

  abstract void pushNumber(long state, double number);

  abstract void pushBoolean(long state, boolean value);

  abstract void pushBytes(long state, long address, long length);

  abstract void pushPointer(long state, long address);

  /// A C function with as many values of the stack as its own.
  abstract void pushFunction(long state, long address, int upvalues);

  abstract void newTable(long state, int elements, int fields);

  abstract void rawGet(long state, int table);

  abstract void rawSet(long state, int table);

  abstract void rawGet(long state, int table, int index);

  abstract void rawSet(long state, int table, int index);

  /// @return whether there is a next one
  abstract boolean next(long state, int table);

  abstract int load(long state, long text, long length, long name, long mode);

  abstract int pcall(long state, int arguments, int results, int handler);

  abstract void setHook(long state, long hook, int mask, int count);

  abstract int collect(long state, int what);

  /// Has LuaJIT compile, or not. Nothing in another Lua.
  abstract void compile(long state, boolean compile);
}
