package io.scriptfarm.runtime.reallua;

import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.engine.CallEnd.Limit;
import io.scriptfarm.runtime.engine.CallEnd.Spent;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Counts what a call takes, and ends it when it took what it may.
///
/// Lua calls a hook every thousand instructions. An error must not go through Java, so the hook
/// raises none: it makes Lua's own `lua_error` the hook of the next instruction. That one is raised
/// again at each instruction that follows, so whatever catches it gets no further.
final class Budget {
  static final int PERIOD = 1_000; // instructions between two looks
  private static final int BYTES_PER_INSTRUCTION = 8;

  private final LuaC lua;
  private final LongSupplier nanos;
  private final long raise; // address of `lua_error`
  private long hook; // address of ours
  private @Nullable Run run;
  private long credit;
  private long taken; // bytes of all calls
  private long main; // the state; a coroutine may be gone when Java hears of memory

  Budget(LuaC lua, LongSupplier nanos) {
    this.lua = lua;
    this.nanos = nanos;
    this.raise = lua.address("lua_error");
  }

  /// Has a state counted, and the coroutines that it makes.
  void watch(long state, long itsHook) {
    hook = itsHook;
    main = state;
    lua.setHook(state, hook, LuaC.COUNT, PERIOD);
  }

  /// One call from the host.
  final class Run {
    private final @Nullable Run outer = run;
    private final long creditOfOuter = credit;
    private final long allowed;
    private final long begin = nanos.getAsLong();
    private final long takenBefore = taken;
    private long deadline;
    private @Nullable Limit limit;

    private Run(Allowance allowance) {
      long end = begin + Math.min(allowance.time().toNanos(), Long.MAX_VALUE / 2);
      Run around = outer;
      this.allowed =
          around == null
              ? allowance.instructions()
              : Math.min(allowance.instructions(), Math.max(0, creditOfOuter));
      this.deadline = around == null || end - around.deadline < 0 ? end : around.deadline;
    }

    /// What ended it, if something did.
    @Nullable Limit limit() {
      return limit;
    }

    /// Ends it, and takes what it took from the call around it.
    ///
    /// @param state where the call around it goes on
    Spent end(long state) {
      long spent = allowed - credit;
      Run around = outer;
      run = around;
      credit = creditOfOuter - (around == null ? 0 : spent);
      if (limit != null && hook != 0) {
        if (around != null && around.limit == null) {
          around.limit = around.exceeded();
        }
        boolean ends = around != null && around.limit != null;
        arm(state, ends);
      }
      return new Spent(Math.max(0, spent), nanos.getAsLong() - begin, taken - takenBefore);
    }

    private @Nullable Limit exceeded() {
      return nanos.getAsLong() - deadline >= 0
          ? Limit.TIME
          : credit < 0 ? Limit.INSTRUCTIONS : null;
    }
  }

  /// Of what goes on, a coroutine perhaps, and of the state itself.
  private void arm(long state, boolean ends) {
    long next = ends ? raise : hook;
    int count = ends ? 1 : PERIOD;
    lua.setHook(state, next, LuaC.COUNT, count);
    if (state != main) {
      lua.setHook(main, next, LuaC.COUNT, count);
    }
  }

  Run begin(Allowance allowance) {
    Run next = new Run(allowance);
    run = next;
    credit = next.allowed;
    return next;
  }

  boolean isEnding() {
    Run current = run;
    return current != null && current.limit != null;
  }

  /// Lua calls it.
  void hooked(long state, long unused) {
    Run current = run;
    if (current == null) {
      return;
    }
    credit -= PERIOD;
    if (current.limit == null) {
      current.limit = current.exceeded();
    }
    if (current.limit != null) {
      lua.setHook(state, raise, LuaC.COUNT, 1);
    }
  }

  /// @return whether the call goes on
  boolean charge(long state, long instructions) {
    Run current = run;
    if (current == null || hook == 0) {
      return true;
    }
    credit -= instructions;
    if (credit < 0) {
      end(state, Limit.INSTRUCTIONS);
    }
    return current.limit == null;
  }

  /// For memory that Lua takes, whichever state does.
  boolean take(long bytes) {
    taken += bytes;
    return charge(main, bytes / BYTES_PER_INSTRUCTION);
  }

  /// Ends the call at its next instruction.
  void end(long state, Limit limit) {
    Run current = run;
    if (current != null && current.limit == null) {
      current.limit = limit;
      lua.setHook(state, raise, LuaC.COUNT, 1);
    }
  }

  void outOfMemory() {
    end(main, Limit.MEMORY);
  }

  /// Gives the calls that run more time, for work that was not theirs.
  void extend(long more) {
    for (Run each = run; each != null; each = each.outer) {
      each.deadline += more;
    }
  }

  /// Lets the host run Lua of its own; no call pays for it.
  ///
  /// @return what {@link #resume} takes
  @Nullable Run pause(long state) {
    Run before = run;
    run = null;
    if (before != null && before.limit != null) {
      arm(state, false);
    }
    return before;
  }

  void resume(long state, @Nullable Run before) {
    run = before;
    if (before != null && before.limit != null) {
      arm(state, true);
    }
  }

  long now() {
    return nanos.getAsLong();
  }
}
