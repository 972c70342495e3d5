package io.scriptfarm.runtime.reallua;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Objects;

/// What Lua calls of Java, as C functions. They are there as long as this object is.
final class Upcalls {
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment called;
  private final MemorySegment allocator;
  private final MemorySegment hook;

  Upcalls(HostCalls calls, Memory memory, Budget budget) {
    called = stub(calls, "called", MethodType.methodType(int.class, long.class));
    allocator =
        stub(
            memory,
            "resize",
            MethodType.methodType(long.class, long.class, long.class, long.class, long.class));
    hook = stub(budget, "hooked", MethodType.methodType(void.class, long.class, long.class));
  }

  long called() {
    return called.address();
  }

  long allocator() {
    return allocator.address();
  }

  long hook() {
    return hook.address();
  }

  private MemorySegment stub(Object target, String method, MethodType type) {
    try {
      MethodHandle handle = MethodHandles.lookup().bind(target, method, type);
      ValueLayout[] parameters = new ValueLayout[type.parameterCount()];
      Arrays.fill(parameters, ValueLayout.JAVA_LONG);
      FunctionDescriptor descriptor =
          type.returnType() == void.class
              ? FunctionDescriptor.ofVoid(parameters)
              : FunctionDescriptor.of(
                  type.returnType() == int.class ? ValueLayout.JAVA_INT : ValueLayout.JAVA_LONG,
                  parameters);
      return Linker.nativeLinker().upcallStub(handle, descriptor, arena);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("the method is there", e);
    }
  }

  /// The Lua that runs before all scripts.
  static byte[] preludeText() {
    try (InputStream in = Upcalls.class.getResourceAsStream("prelude.lua")) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
