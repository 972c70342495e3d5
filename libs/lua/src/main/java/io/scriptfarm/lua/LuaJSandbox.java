package io.scriptfarm.lua;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaThread;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.Bit32Lib;
import org.luaj.vm2.lib.CoroutineLib;
import org.luaj.vm2.lib.DebugLib;
import org.luaj.vm2.lib.OsLib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.ResourceFinder;
import org.luaj.vm2.lib.StringLib;
import org.luaj.vm2.lib.TableLib;
import org.luaj.vm2.lib.jse.JseMathLib;

/// Lua 5.2 in LuaJ that reaches nothing of the machine: no Java, no files, no processes, no
/// environment. Of `os` it has the clock, of `io` nothing; `loadfile` and `require` find what the
/// host gives. Code of one sandbox runs in one thread at a time.
///
/// Limits end code whatever it catches. Two things are beyond them: a single call of a library
/// function takes any time and is not stopped (its thread is left behind), and all code of a JVM
/// shares its heap. Code that nobody knows belongs into a process of its own.
public final class LuaJSandbox {
  private static final List<String> CLOCK = List.of("clock", "date", "difftime", "time");
  private static final int STACK_BYTES = 8 << 20;

  static {
    // LuaJ ends a coroutine that nobody holds any longer after 5 s, which takes frames off the
    // stack of whatever runs then: tracebacks and places are lost, because LuaClosure's onReturn
    // knows only the running coroutine. Coroutines are daemon threads.
    LuaThread.thread_orphan_check_interval = Long.MAX_VALUE;
  }

  private final Globals globals = new Globals();

  /// What ended code first. LuaJ makes a Lua error of it where a coroutine ends by it.
  private volatile @Nullable StopError stopped;

  private LuaJSandbox() {
    globals.load(new BaseLib());
    globals.load(new PackageLib()); // the libraries after it register themselves there
    globals.load(new Bit32Lib());
    globals.load(new TableLib());
    globals.load(new StringLib());
    globals.load(new CoroutineLib());
    globals.load(new JseMathLib());
    globals.load(new OsLib());
    LoadState.install(globals);
    LuaC.install(globals);
    globals.STDIN = InputStream.nullInputStream();
    findingFiles(file -> null);
    withoutJavaClasses();
    clockOnly();
  }

  /// For code that the host trusts to end: nothing is counted, and nothing slows it down. It has no
  /// `debug`, and so no traceback.
  public static LuaJSandbox unlimited() {
    return new LuaJSandbox();
  }

  /// Ends code after so many instructions; LuaJ runs some 30 million in a second. It has `debug`,
  /// with tracebacks.
  public static LuaJSandbox limited(long instructions) {
    LuaJSandbox sandbox = new LuaJSandbox();
    sandbox.globals.load(sandbox.new Budget(instructions));
    return sandbox;
  }

  /// Has `print` write there, as UTF-8.
  public LuaJSandbox printingTo(OutputStream out) {
    globals.STDOUT = new PrintStream(out, true, StandardCharsets.UTF_8);
    return this;
  }

  /// Has `loadfile`, `dofile` and `require` find files there, by the paths that they ask for;
  /// `null` where there is none.
  public LuaJSandbox findingFiles(ResourceFinder files) {
    globals.finder = files;
    return this;
  }

  /// What the code sees. The host adds functions of its own here.
  public Globals globals() {
    return globals;
  }

  /// Globals without anything in them, for code that is to see less. LuaJ counts instructions, and
  /// knows lines, only of functions whose globals are made like this.
  public Globals emptyGlobals() {
    Globals empty = new Globals();
    empty.debuglib = globals.debuglib;
    return empty;
  }

  /// How code ended.
  public sealed interface End {}

  /// By itself.
  public record Returned(Varargs values) implements End {}

  /// With a {@link org.luaj.vm2.LuaError}, or with something that LuaJ itself fails with.
  public record Broken(Throwable error) implements End {}

  /// By a limit.
  public record Stopped(Limit limit, String reason) implements End {}

  /// What ends code.
  public enum Limit {
    INSTRUCTIONS,
    /// The host, by {@link LuaJSandbox#stop}.
    HOST,
    STACK,
    TIME,
    MEMORY,
    /// The thread that waits was interrupted.
    INTERRUPTION;

    /// Whether the same code always ends here; the others depend on the machine and on chance.
    public boolean isSameEveryTime() {
      return this == INSTRUCTIONS || this == HOST || this == STACK;
    }
  }

  /// Runs `code` in a thread of its own and waits for its end. The thread of code that does not end
  /// in time is left behind, as a daemon.
  public End run(Duration atMost, Callable<Varargs> code) {
    FutureTask<Varargs> run = new FutureTask<>(code);
    Thread thread = new Thread(null, run, "lua", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      Varargs values = run.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      StopError stop = stopped;
      return stop == null ? new Returned(values) : stop.end();
    } catch (TimeoutException e) {
      return new Stopped(Limit.TIME, "did not end within " + atMost.toSeconds() + " s");
    } catch (ExecutionException e) {
      StopError stop = stopped;
      if (stop != null) {
        return stop.end();
      }
      return switch (e.getCause()) {
        case StackOverflowError _ -> new Stopped(Limit.STACK, "overflowed its stack");
        case OutOfMemoryError _ -> new Stopped(Limit.MEMORY, "took more memory than it may");
        case Throwable error -> new Broken(error);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Stopped(Limit.INTERRUPTION, "is told to stop");
    }
  }

  /// What a function of the host throws to end the code that called it.
  ///
  /// @param reason a predicate, as in "told more than it may"
  public Error stop(String reason) {
    return stop(Limit.HOST, reason);
  }

  private StopError stop(Limit limit, String reason) {
    StopError stop = stopped;
    if (stop == null) {
      stop = new StopError(limit, reason);
      stopped = stop;
    }
    return stop;
  }

  /// LuaJ's `require` loads Java classes by their names.
  private void withoutJavaClasses() {
    LuaTable searchers = globals.get("package").get("searchers").checktable();
    for (int last = searchers.length(); last > 2; last--) {
      searchers.set(last, LuaValue.NIL);
    }
  }

  private void clockOnly() {
    LuaTable clock = new LuaTable();
    CLOCK.forEach(name -> clock.set(name, globals.get("os").get(name)));
    globals.set("os", clock);
    globals.get("package").get("loaded").set("os", clock);
  }

  /// An error, so that no `pcall` catches it.
  private static final class StopError extends Error {
    private static final long serialVersionUID = 1L;
    private final Limit limit;

    StopError(Limit limit, String reason) {
      super(reason, null, false, false);
      this.limit = limit;
    }

    End end() {
      return new Stopped(limit, String.valueOf(getMessage()));
    }
  }

  private final class Budget extends DebugLib {
    private final long all;
    private long left;

    Budget(long instructions) {
      this.all = instructions;
      this.left = instructions;
    }

    @Override
    public void onInstruction(int pc, Varargs v, int top) {
      if (--left < 0) {
        throw stop(Limit.INSTRUCTIONS, "did not end within " + all + " instructions");
      }
      super.onInstruction(pc, v, top);
    }
  }
}
