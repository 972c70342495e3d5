package io.scriptfarm.runtime.reallua;

import java.lang.constant.ConstantDescs;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// Makes handles of the functions of a library.
final class LuaHandles {
  private static final Linker LINKER = Linker.nativeLinker();

  private final Library library;

  /// What a class of calls is made for.
  record Library(RealLua lua, SymbolLookup symbols) {}

  LuaHandles(Library library) {
    this.library = library;
  }

  /// What a hidden class of calls was made for.
  static Library library(MethodHandles.Lookup itself) {
    try {
      return MethodHandles.classData(itself, ConstantDescs.DEFAULT_NAME, Library.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError("the class looks at itself", e);
    }
  }

  /// Whether its API is that of Lua 5.1.
  boolean isOld() {
    return library.lua() != RealLua.LUA54;
  }

  boolean has(String name) {
    return library.symbols().find(name).isPresent();
  }

  /// @param type as the JVM writes it, as in `(JI)I`
  MethodHandle handle(String name, String type, Linker.Option... options) {
    MethodType java = MethodType.fromMethodDescriptorString(type, null);
    MemoryLayout[] parameters =
        java.parameterList().stream().map(LuaHandles::layout).toArray(MemoryLayout[]::new);
    FunctionDescriptor descriptor =
        java.returnType() == void.class
            ? FunctionDescriptor.ofVoid(parameters)
            : FunctionDescriptor.of(layout(java.returnType()), parameters);
    return LINKER.downcallHandle(library.symbols().findOrThrow(name), descriptor, options);
  }

  private static MemoryLayout layout(Class<?> type) {
    return type == long.class
        ? ValueLayout.JAVA_LONG
        : type == int.class ? ValueLayout.JAVA_INT : ValueLayout.JAVA_DOUBLE;
  }

  /// Of a function that only looks at the state. Nothing in it may call Java.
  MethodHandle brief(String name, String type) {
    return handle(name, type, Linker.Option.critical(false));
  }

  /// Of a function that writes to the stack. That of LuaJIT may grow, for which Lua calls Java.
  MethodHandle pushing(String name, String type) {
    return library.lua() == RealLua.LUAJIT ? handle(name, type) : brief(name, type);
  }

  /// With an index that is as wide as a pointer in Lua 5.4.
  MethodHandle indexed(String name) {
    return handle(name, isOld() ? "(JII)V" : "(JIJ)V")
        .asType(MethodType.methodType(void.class, long.class, int.class, int.class));
  }

  /// With any number of arguments after the first two in Lua 5.4.
  MethodHandle variadic(String name, String type) {
    return isOld() ? handle(name, type) : handle(name, type, Linker.Option.firstVariadicArg(2));
  }

  static RuntimeException broken(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    if (e instanceof RuntimeException unchecked) {
      return unchecked;
    }
    throw new AssertionError("calls of native functions throw nothing checked", e);
  }
}
