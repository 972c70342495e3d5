package io.scriptfarm.runtime.reallua;

import io.scriptfarm.runtime.engine.Arguments;
import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.HostFunction;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The functions of Java that Lua calls. All are one C function, which has the number of the Java
/// function as its own value.
///
/// An error of Lua must not go through Java. So a function that refuses gives {@link #FAILED} and
/// the message, and Lua raises the error.
final class HostCalls {
  static final long FAILED = 1; // as a light userdata

  private static final System.Logger LOG = System.getLogger(HostCalls.class.getName());
  private static final int COST = 10; // instructions
  private static final int BYTES_TO_CHARGE = 64; // longer strings cost by their bytes

  private final RealLuaEngine engine;
  private final LuaC lua;
  private final RealValues values;
  private final Budget budget;
  private final List<Function> functions = new ArrayList<>();

  HostCalls(RealLuaEngine engine, LuaC lua, RealValues values, Budget budget) {
    this.engine = engine;
    this.lua = lua;
    this.values = values;
    this.budget = budget;
  }

  /// A function as Lua calls it.
  @FunctionalInterface
  interface Function {
    /// @return how many values it pushed
    int call(long state);
  }

  /// Ends a function of the host when the script's call has ended.
  static final class Ended extends Error {
    private static final long serialVersionUID = 1L;

    Ended() {
      super("ended", null, false, false);
    }
  }

  /// @return the number that {@link #push} takes
  int add(Function function) {
    functions.add(function);
    return functions.size() - 1;
  }

  /// @param called as in `console.log`
  int add(String called, HostFunction function) {
    return add(state -> call(state, called, function));
  }

  void push(long state, int number) {
    lua.pushNumber(state, number);
    lua.pushFunction(state, engine.called(), 1);
  }

  /// Lua calls it.
  int called(long state) {
    try {
      long outer = engine.enter(state);
      try {
        return functions.get((int) lua.toNumber(state, lua.lua().firstUpvalue())).call(state);
      } catch (Ended e) {
        lua.setTop(state, 0);
        return 0;
      } catch (RuntimeException | StackOverflowError e) {
        LOG.log(Level.WARNING, "a function of the host failed", e);
        return fail(state, "a function of the host failed");
      } finally {
        engine.leave(outer);
      }
    } catch (Throwable e) { // nothing may be thrown into Lua
      LOG.log(Level.ERROR, "a function of the host failed", e);
      return 0;
    }
  }

  int fail(long state, String message) {
    lua.setTop(state, 0);
    lua.pushPointer(state, FAILED);
    values.push(state, message);
    return 2;
  }

  private int call(long state, String called, HostFunction function) {
    charge(state, COST);
    try {
      values.push(state, function.call(new Given(state, lua.top(state))));
      return 1;
    } catch (HostException e) {
      return fail(state, e.getMessage() + " in '" + called + "'");
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, called + " failed", e);
      return fail(state, "'" + called + "' failed");
    }
  }

  /// @throws Ended when that is more than the call may take
  void charge(long state, long instructions) {
    if (!budget.charge(state, instructions)) {
      throw new Ended();
    }
  }

  private final class Given implements Arguments {
    private final long state;
    private final int count;

    Given(long state, int count) {
      this.state = state;
      this.count = count;
    }

    @Override
    public int count() {
      return count;
    }

    @Override
    public @Nullable Object get(int position) {
      if (position > count) {
        return null;
      }
      if (lua.type(state, position) == LuaC.STRING) {
        long bytes = lua.length(state, position);
        if (bytes > BYTES_TO_CHARGE) {
          HostCalls.this.charge(state, bytes / 8);
        }
      }
      return values.read(state, position);
    }

    @Override
    public double number(int position) {
      if (position > count || !lua.isNumber(state, position)) {
        throw new HostException("bad argument #" + position + " (number expected)");
      }
      return lua.toNumber(state, position);
    }

    @Override
    public void charge(long instructions) {
      HostCalls.this.charge(state, instructions);
    }
  }
}
