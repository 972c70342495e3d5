package io.scriptfarm.runtime.luaj;

import io.scriptfarm.runtime.engine.Arguments;
import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.HostFunction;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/// A function of the host as Lua calls it.
final class HostCall extends VarArgFunction {
  private static final System.Logger LOG = System.getLogger(HostCall.class.getName());
  private static final int COST = 10; // instructions
  private static final int BYTES_TO_CHARGE = 64; // longer strings cost by their bytes

  private final String called;
  private final HostFunction function;
  private final LuaJEngine engine;
  private final Meter meter;

  /// @param called as in `console.log`
  HostCall(String called, HostFunction function, LuaJEngine engine, Meter meter) {
    this.called = called;
    this.function = function;
    this.engine = engine;
    this.meter = meter;
  }

  @Override
  public Varargs invoke(Varargs arguments) {
    meter.charge(COST);
    try {
      return LuaJValues.toLua(function.call(new Given(arguments)));
    } catch (HostException e) {
      throw failure(e.getMessage() + " in '" + called + "'");
    } catch (LuaError e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, called + " failed", e);
      throw failure("'" + called + "' failed");
    }
  }

  private LuaError failure(String message) {
    return new LuaFailure(LuaValue.valueOf(meter.frames().place(1) + message));
  }

  private final class Given implements Arguments {
    private final Varargs arguments;

    Given(Varargs arguments) {
      this.arguments = arguments;
    }

    @Override
    public int count() {
      return arguments.narg();
    }

    @Override
    public @Nullable Object get(int position) {
      LuaValue value = arguments.arg(position);
      if (value instanceof LuaString text && text.m_length > BYTES_TO_CHARGE) {
        meter.chargeBytes(text.m_length);
      }
      return LuaJValues.toJava(value, engine);
    }

    @Override
    public double number(int position) {
      LuaValue value = arguments.arg(position);
      if (!value.isnumber()) {
        throw new HostException("bad argument #" + position + " (number expected)");
      }
      return value.todouble();
    }

    @Override
    public void charge(long instructions) {
      meter.charge(instructions);
    }
  }
}
