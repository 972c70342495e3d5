package io.scriptfarm.runtime.luaj;

import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/// Code that stops in the middle and goes on later: a virtual thread that runs only while somebody
/// waits for it. LuaJ's own coroutines take a platform thread each.
///
/// One thread at a time resumes it.
final class Fiber {
  private final UnaryOperator<Varargs> body;
  private final Frames frames;
  private final Thread thread;
  private volatile boolean inside; // whose turn it is; orders all other fields
  private Thread outside = Thread.currentThread();
  private Varargs passed = LuaValue.NONE;
  private @Nullable Throwable failure;
  private boolean started;
  private boolean ended;
  private boolean dismissed;

  /// @param frames of the functions that run in it
  Fiber(UnaryOperator<Varargs> body, Frames frames) {
    this.body = body;
    this.frames = frames;
    this.thread = Thread.ofVirtual().name("lua-coroutine").unstarted(this::run);
  }

  Frames frames() {
    return frames;
  }

  boolean hasEnded() {
    return ended;
  }

  /// Why it ended, if not by itself.
  @Nullable Throwable failure() {
    return failure;
  }

  /// Has it go on until it yields or ends.
  ///
  /// @return what it yields, or returns at its end; nothing when it failed
  Varargs resume(Varargs values) {
    passed = values;
    outside = Thread.currentThread();
    inside = true;
    if (started) {
      LockSupport.unpark(thread);
    } else {
      started = true;
      thread.start();
    }
    boolean interrupted = false;
    while (inside) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return passed;
  }

  /// From inside: stops here.
  ///
  /// @return what it is resumed with
  Varargs pause(Varargs values) {
    passed = values;
    giveBack();
    while (!inside) {
      LockSupport.park(this);
    }
    if (dismissed) {
      throw new Dismissal();
    }
    return passed;
  }

  /// Ends it where it stopped; nothing of Lua runs in that.
  void dismiss() {
    if (started && !ended) {
      dismissed = true;
      resume(LuaValue.NONE);
    }
  }

  private void run() {
    while (!inside) {
      LockSupport.park(this);
    }
    try {
      passed = body.apply(passed);
    } catch (Throwable e) { // whoever resumed it decides
      failure = e;
      passed = LuaValue.NONE;
    }
    ended = true;
    giveBack();
  }

  private void giveBack() {
    Thread waiting = outside;
    inside = false;
    LockSupport.unpark(waiting);
  }

  /// An error of Java, so that nothing in Lua catches it.
  private static final class Dismissal extends Error {
    private static final long serialVersionUID = 1L;

    Dismissal() {
      super("dismissed", null, false, false);
    }
  }
}
