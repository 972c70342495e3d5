package io.scriptfarm.runtime.luaj;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaThread;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/// The library `coroutine` of one script, and what it left suspended.
final class Coroutines {
  private static final int SWITCH = 20; // instructions; a hand-over between threads takes longer
  private static final int CREATION = 100;
  private static final int REAPED = 32; // at once: each takes a hand-over between threads
  private static final int BYTES = 1_200; // of one, with its registers

  private final Meter meter;
  private final Globals environment;
  private final ReferenceQueue<Coroutine> lost = new ReferenceQueue<>();
  private final Map<Fiber, Held> suspended = new HashMap<>();
  private @Nullable Coroutine running; // none: the script itself

  Coroutines(Meter meter, Globals environment) {
    this.meter = meter;
    this.environment = environment;
  }

  /// A coroutine that was started, as far as it is still held by the script.
  private static final class Held extends PhantomReference<Coroutine> {
    private final Fiber fiber;

    Held(Coroutine coroutine, ReferenceQueue<Coroutine> lost) {
      super(coroutine, lost);
      this.fiber = coroutine.fiber();
    }
  }

  @FunctionalInterface
  private interface Body {
    Varargs apply(Varargs arguments);
  }

  LuaTable library() {
    LuaTable table = new LuaTable();
    table.set("create", function(arguments -> create(arguments.checkfunction(1))));
    table.set("isyieldable", function(_ -> LuaValue.valueOf(running != null)));
    table.set(
        "resume", function(arguments -> resume(coroutine(arguments.arg1()), arguments.subargs(2))));
    table.set("running", function(_ -> running()));
    table.set("status", function(arguments -> status(coroutine(arguments.arg1()))));
    table.set("wrap", function(arguments -> wrap(arguments.checkfunction(1))));
    table.set("yield", function(this::pause));
    return table;
  }

  private static LuaValue function(Body body) {
    return new VarArgFunction() {
      @Override
      public Varargs invoke(Varargs arguments) {
        return body.apply(arguments);
      }
    };
  }

  /// How many are suspended in the middle.
  int suspended() {
    return suspended.size();
  }

  /// Ends some of those that nobody can resume any more.
  private void reap(int most) {
    for (int i = 0; i < most; i++) {
      Object found = lost.poll();
      if (found == null) {
        return;
      }
      if (found instanceof Held held && suspended.remove(held.fiber) != null) {
        dismiss(held.fiber);
      }
    }
  }

  /// Ends all of them.
  void dismissAll() {
    suspended.keySet().forEach(this::dismiss);
    suspended.clear();
  }

  private void dismiss(Fiber fiber) {
    Frames before = meter.change(fiber.frames());
    fiber.dismiss();
    meter.change(before);
  }

  private Coroutine create(LuaValue body) {
    meter.charge(CREATION);
    meter.take(BYTES);
    Frames frames = new Frames(meter.limits().callDepth());
    Fiber fiber =
        new Fiber(
            values -> ScopedValue.where(Meter.CURRENT, meter).call(() -> body.invoke(values)),
            frames);
    return new Coroutine(environment, body, fiber);
  }

  private static Coroutine coroutine(LuaValue value) {
    if (value instanceof Coroutine coroutine) {
      return coroutine;
    }
    throw new LuaFailure(LuaValue.valueOf("bad argument #1 (coroutine expected)"));
  }

  private Varargs resume(Coroutine next, Varargs values) {
    meter.charge(SWITCH);
    if (next.status() > LuaThread.STATUS_SUSPENDED) {
      return failed(
          LuaValue.valueOf(
              "cannot resume %s coroutine"
                  .formatted(next.status() == LuaThread.STATUS_DEAD ? "dead" : "non-suspended")));
    }
    if (next.status() == LuaThread.STATUS_INITIAL) {
      reap(suspended.size() < meter.limits().coroutines() ? REAPED : Integer.MAX_VALUE);
      if (suspended.size() >= meter.limits().coroutines()) {
        return failed(LuaValue.valueOf("too many coroutines"));
      }
      suspended.put(next.fiber(), new Held(next, lost));
    }
    Coroutine before = running;
    Fiber fiber = next.fiber();
    Frames frames = meter.change(fiber.frames());
    if (before != null) {
      before.become(LuaThread.STATUS_NORMAL);
    }
    running = next;
    next.become(LuaThread.STATUS_RUNNING);
    Varargs out;
    try {
      out = fiber.resume(values);
    } finally {
      meter.change(frames);
      running = before;
      if (before != null) {
        before.become(LuaThread.STATUS_RUNNING);
      }
    }
    if (!fiber.hasEnded()) {
      next.become(LuaThread.STATUS_SUSPENDED);
      return LuaValue.varargsOf(LuaValue.TRUE, out);
    }
    next.become(LuaThread.STATUS_DEAD);
    suspended.remove(fiber);
    Throwable failure = fiber.failure();
    return failure == null
        ? LuaValue.varargsOf(LuaValue.TRUE, out)
        : failed(BaseFunctions.caught(failure, meter));
  }

  private static Varargs failed(LuaValue message) {
    return LuaValue.varargsOf(LuaValue.FALSE, message);
  }

  private Varargs wrap(LuaValue body) {
    Coroutine coroutine = create(body);
    return function(
        values -> {
          Varargs result = resume(coroutine, values);
          if (!result.arg1().toboolean()) {
            throw new LuaFailure(result.arg(2));
          }
          return result.subargs(2);
        });
  }

  private Varargs pause(Varargs values) {
    Coroutine current = running;
    if (current == null) {
      throw new LuaFailure(LuaValue.valueOf("attempt to yield from outside a coroutine"));
    }
    meter.charge(SWITCH);
    return current.fiber().pause(values);
  }

  private Varargs running() {
    Coroutine current = running;
    return current == null
        ? LuaValue.varargsOf(environment.running, LuaValue.TRUE)
        : LuaValue.varargsOf(current, LuaValue.FALSE);
  }

  private LuaValue status(Coroutine coroutine) {
    return LuaValue.valueOf(coroutine.getStatus());
  }
}
