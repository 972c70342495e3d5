package io.scriptfarm.parity;

import com.fasterxml.jackson.databind.JsonNode;
import io.scriptfarm.compiler.protocol.RunnableScript;
import io.scriptfarm.contract.wire.Json;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaThread;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.Bit32Lib;
import org.luaj.vm2.lib.CoroutineLib;
import org.luaj.vm2.lib.DebugLib;
import org.luaj.vm2.lib.OneArgFunction;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.StringLib;
import org.luaj.vm2.lib.TableLib;
import org.luaj.vm2.lib.VarArgFunction;
import org.luaj.vm2.lib.jse.JseMathLib;

/// A script as Lua 5.2 in LuaJ: a table of functions that neither read nor change anything outside,
/// and a number of instructions. Some of LuaJ's functions are replaced that would make differences
/// which no other Lua has. A single call of a library function may still take any time, and nothing
/// stops it: the thread is left behind, for a process that ends.
final class LuaJRun {
  static {
    // A coroutine that nobody holds any longer is ended by LuaJ after 5 s, which takes frames off
    // the stack of whatever runs then, so that places of events are lost: LuaClosure's onReturn
    // knows only the running coroutine. Here they are daemons of a process that ends.
    LuaThread.thread_orphan_check_interval = Long.MAX_VALUE;
  }

  private LuaJRun() {}

  static Ran run(
      RunnableScript script, String arity, int updates, long instructions, Duration limit) {
    Recorder recorder = new Recorder();
    FutureTask<Optional<String>> run =
        new FutureTask<>(() -> end(script, arity, updates, instructions, recorder));
    Thread.ofPlatform().daemon().name("lua").start(run);
    Optional<String> ended;
    try {
      ended = run.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      ended = Optional.of("Lua did not end within " + limit.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the harness does not run", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = Optional.of("the run is told to stop");
    }
    return new Ran(recorder.events(), arity, ended);
  }

  /// Why it was ended early, if it was.
  private static Optional<String> end(
      RunnableScript script, String arity, int updates, long instructions, Recorder recorder) {
    LuaPlaces places = new LuaPlaces(script);
    Globals globals = globals(new Budget(instructions));
    LuaTable modules = new LuaTable();
    script.lua().forEach(module -> modules.set(module.name(), LuaString.valueOf(module.text())));
    LuaValue tell =
        new VarArgFunction() {
          @Override
          public Varargs invoke(Varargs event) {
            boolean room =
                recorder.add(
                    new Event(
                        event.tojstring(1),
                        event.tojstring(2),
                        event.tojstring(3),
                        places.of(event.tojstring(4), event.toint(5))));
            if (!room) {
              throw new Exhausted("Lua told more than it may");
            }
            return NONE;
          }
        };
    try {
      var nothing =
          globals
              .load(Harness.LUA, "=harness")
              .invoke(
                  LuaValue.varargsOf(
                      new LuaValue[] {
                        tell,
                        modules,
                        LuaString.valueOf(script.entry()),
                        LuaValue.valueOf(updates),
                        table(Json.read(arity, JsonNode.class)),
                        empty(globals)
                      }));
      return Optional.empty();
    } catch (Exhausted e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (LuaError e) {
      return Optional.of("Lua does not run: " + e.getMessage());
    } catch (StackOverflowError e) {
      return Optional.of("Lua overflowed its stack");
    } catch (OutOfMemoryError e) {
      return Optional.of("Lua took more memory than it may");
    }
  }

  /// Globals without anything in them: LuaJ counts instructions, and knows lines, only of functions
  /// whose globals are of this kind.
  private static Globals empty(Globals watched) {
    Globals globals = new Globals();
    globals.debuglib = watched.debuglib;
    return globals;
  }

  private static LuaTable table(JsonNode numbers) {
    LuaTable table = new LuaTable();
    for (Map.Entry<String, JsonNode> entry : numbers.properties()) {
      table.set(entry.getKey(), LuaValue.valueOf(entry.getValue().asInt()));
    }
    return table;
  }

  private static Globals globals(DebugLib debug) {
    Globals globals = new Globals();
    globals.load(new BaseLib());
    globals.load(new PackageLib()); // the libraries after it register themselves there
    globals.load(new Bit32Lib());
    globals.load(new TableLib());
    globals.load(new StringLib());
    globals.load(new CoroutineLib());
    globals.load(new JseMathLib());
    globals.load(debug);
    LoadState.install(globals);
    LuaC.install(globals);
    LuaValue tostring = globals.get("tostring");
    globals.set(
        "tostring",
        new OneArgFunction() {
          @Override
          public LuaValue call(LuaValue value) {
            return value.type() == LuaValue.TNUMBER
                ? LuaString.valueOf(LuaFormat.number(value.todouble()))
                : tostring.call(value);
          }
        });
    globals
        .get("string")
        .set(
            "format",
            new VarArgFunction() {
              @Override
              public Varargs invoke(Varargs arguments) {
                return LuaString.valueOf(
                    LuaFormat.format(arguments.checkjstring(1), arguments.subargs(2)));
              }
            });
    return globals;
  }

  /// Ends a run; an error, so that no `pcall` catches it.
  private static final class Exhausted extends Error {
    private static final long serialVersionUID = 1L;

    Exhausted(String message) {
      super(message, null, false, false);
    }
  }

  private static final class Budget extends DebugLib {
    private final long all;
    private long left;

    Budget(long instructions) {
      this.all = instructions;
      this.left = instructions;
    }

    @Override
    public void onInstruction(int pc, Varargs v, int top) {
      if (--left < 0) {
        throw new Exhausted("Lua did not end within " + all + " instructions");
      }
      super.onInstruction(pc, v, top);
    }
  }
}
