package io.scriptfarm.runtime.reallua;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// What a state takes, as its `lua_Alloc`: each script pays for what it takes when it takes it, and
/// all together get no more than the bound.
final class Memory {
  private static final int ALWAYS = 64 << 10; // bytes, also of a call that is ending
  private static final MethodHandle REALLOC = system("realloc", true);
  private static final MethodHandle FREE = system("free", false);

  private final Budget budget;
  private final boolean retries;
  private final long most;
  private long used;
  private long refused; // bytes that were refused and may be asked for again
  private boolean bounded;

  /// @param retries whether this Lua collects garbage and asks again
  /// @param most bytes
  Memory(Budget budget, boolean retries, long most) {
    this.budget = budget;
    this.retries = retries;
    this.most = most;
  }

  private static MethodHandle system(String name, boolean resizes) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        resizes
            ? FunctionDescriptor.of(
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG)
            : FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG),
        Linker.Option.critical(false));
  }

  /// Whether scripts run. The host itself is refused nothing: Lua would raise an error through
  /// Java.
  boolean bound(boolean scripts) {
    boolean before = bounded;
    bounded = scripts;
    return before;
  }

  /// Lua calls it.
  ///
  /// @return the address, or 0
  long resize(long unused, long address, long before, long after) {
    try {
      if (after == 0) {
        if (address != 0) {
          FREE.invokeExact(address);
          used -= before;
        }
        return 0;
      }
      long more = address == 0 ? after : after - before; // of what is new, `before` is its kind
      if (bounded && more > 0 && !mayTake(more)) {
        return 0;
      }
      long there = (long) REALLOC.invokeExact(address, after);
      if (there != 0) {
        used += more;
      }
      return there;
    } catch (Throwable e) {
      return 0; // nothing may be thrown into Lua
    }
  }

  private boolean mayTake(long more) {
    if (used + more > most) {
      if (!retries || refused == more) {
        budget.outOfMemory();
      }
      refused = more;
      return false;
    }
    refused = 0;
    return budget.take(more) || more <= ALWAYS;
  }

  /// What Java's own code reads of a state.
  static byte[] bytes(long address, long length) {
    byte[] bytes = new byte[Math.toIntExact(length)];
    MemorySegment.copy(
        MemorySegment.ofAddress(address).reinterpret(length),
        ValueLayout.JAVA_BYTE,
        0,
        bytes,
        0,
        bytes.length);
    return bytes;
  }
}
