package io.scriptfarm.runtime.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.runtime.async.Action.ActionKind;
import io.scriptfarm.runtime.async.ActionQueue.QueueFullException;
import io.scriptfarm.runtime.async.CVarRegistry.Change;
import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.luaj.LuaJEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Each row of the tables of the scripting API, by its name.
@DisplayName("R31 R37 the scripting API")
class ScriptingApiTest {
  private static final int WORKERS = 2;
  private static final Allowance SHORT = new Allowance(1_000_000, Duration.ofSeconds(10));

  private final ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
  private final CVarRegistry variables = new CVarRegistry();
  private final ConsoleCommands commands = new ConsoleCommands(variables);
  private final ActionQueue queue = new ActionQueue();
  private final BlockingQueue<String> logged = new LinkedBlockingQueue<>();
  private final List<String> results = new ArrayList<>();
  private final StatePool<LuaState> states =
      new StatePool<>(
          WORKERS + 1,
          () ->
              new LuaState(
                  LuaJEngine.ofText(),
                  WorkerLibraries.of(
                      variables, queue, (level, text) -> logged.add(level + " " + text)),
                  SHORT),
          LuaState::close);
  private final ScriptRunner runner = new ScriptRunner(threads, states, queue);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private ScriptingSystem system() throws InterruptedException {
    return new ScriptingSystem(variables, commands, states, queue, results::add);
  }

  /// A script that a worker ran, and that said how it ended.
  private Action ran(String script) throws InterruptedException {
    runner.enqueueScript(script);
    while (true) {
      Action action = queue.pop();
      if (action.kind() == ActionKind.SCRIPT_RESULT) {
        return action;
      }
      queue.push(action);
    }
  }

  @Nested
  @DisplayName("ScriptRunner")
  class Runner {
    @Test
    @DisplayName("init and enqueueScript: a worker runs the script and says OK")
    void enqueueScript() throws InterruptedException {
      assertEquals(new Action(ActionKind.SCRIPT_RESULT, "OK"), ran("console.log('info', 'hello')"));
      assertEquals("info hello", logged.take());
    }

    @Test
    @DisplayName("enqueueScript: the callback gets the result, on the worker")
    void callback() {
      CompletableFuture<String> heard = new CompletableFuture<>();
      CompletableFuture<Thread> where = new CompletableFuture<>();
      runner.enqueueScript(
          "return 2 + 2",
          result -> {
            where.complete(Thread.currentThread());
            heard.complete(result.text());
          });
      assertEquals("4", heard.join());
      assertNotSame(Thread.currentThread(), where.join());
    }

    @Test
    @DisplayName("enqueueScript: a callback that fails goes no further")
    void callbackThatFails() throws InterruptedException {
      runner.enqueueScript(
          "return 1",
          _ -> {
            throw new IllegalStateException("in the callback");
          });
      assertEquals("OK", queue.pop().message());
    }

    @Test
    @DisplayName("LuaRuntimeError: ERROR with the message")
    void error() throws InterruptedException {
      assertEquals("ERROR: script:1: no", ran("error('no')").message());
      assertTrue(Messages.isError(ran("local x = = 1").message()));
      assertTrue(ran("while true do end").message().startsWith("ERROR: took more than"));
    }

    @Test
    @DisplayName("deinit: takes no more scripts")
    void close() {
      runner.close();
      assertThrows(RejectedExecutionException.class, () -> runner.enqueueScript("return 1"));
    }
  }

  @Nested
  @DisplayName("StatePool")
  class Pool {
    @Test
    @DisplayName("init: workers + 1 states")
    void capacity() {
      assertEquals(3, states.available());
    }

    @Test
    @DisplayName("acquire and release: a state is lent to one at a time")
    void acquire() throws InterruptedException {
      LuaState one = states.acquire();
      assertNotSame(one, states.acquire());
      assertEquals(1, states.available());
      states.release(one);
      assertSame(one, states.acquire());
      assertThrows(
          IllegalArgumentException.class,
          () -> {
            states.release(one);
            states.release(one);
          });
    }

    @Test
    @DisplayName("StatePoolExhausted: acquire waits until one is released")
    void acquireBlocks() throws InterruptedException {
      StatePool<Object> pool = new StatePool<>(1, Object::new, _ -> {});
      Object state = pool.acquire();
      CompletableFuture<Object> other = new CompletableFuture<>();
      Thread waiting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      other.complete(pool.acquire());
                    } catch (InterruptedException e) {
                      other.completeExceptionally(e);
                    }
                  });
      while (waiting.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      assertFalse(other.isDone());
      pool.release(state);
      assertSame(state, other.join());
    }

    @Test
    @DisplayName("acquire with a timeout: empty when none was free")
    void acquireInTime() throws InterruptedException {
      StatePool<Object> pool = new StatePool<>(1, Object::new, _ -> {});
      assertTrue(pool.acquire(Duration.ZERO).isPresent());
      assertEquals(Optional.empty(), pool.acquire(Duration.ofMillis(1)));
    }

    @Test
    @DisplayName("deinit: destroys all, none of which may be lent")
    void close() throws InterruptedException {
      List<String> destroyed = new ArrayList<>();
      StatePool<String> pool = new StatePool<>(2, () -> new String("s"), destroyed::add);
      String state = pool.acquire();
      assertThrows(IllegalStateException.class, pool::close);
      pool.release(state);
      pool.close();
      assertEquals(List.of("s", "s"), destroyed);
    }
  }

  @Nested
  @DisplayName("ActionQueue")
  class Queue {
    private static final Action OK = new Action(ActionKind.SCRIPT_RESULT, "OK");

    @Test
    @DisplayName("init: 256 actions")
    void capacity() throws QueueFullException {
      for (int i = 0; i < 256; i++) {
        queue.offer(OK);
      }
      QueueFullException full = assertThrows(QueueFullException.class, () -> queue.offer(OK));
      assertEquals("QueueFull: 256 actions wait", full.getMessage());
    }

    @Test
    @DisplayName("tryPop: empty when there is none, else in order")
    void tryPop() throws InterruptedException {
      assertEquals(Optional.empty(), queue.tryPop());
      queue.push(OK);
      queue.push(new Action(ActionKind.CONSOLE, "x"));
      assertEquals(Optional.of(OK), queue.tryPop());
      assertEquals(1, queue.size());
    }

    @Test
    @DisplayName("push waits while the queue is full, pop while it is empty")
    void pushAndPopBlock() throws InterruptedException {
      ActionQueue small = new ActionQueue(1);
      small.push(OK);
      Thread pushing =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      small.push(new Action(ActionKind.CONSOLE, "second"));
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
      while (pushing.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      assertEquals(OK, small.pop());
      assertEquals("second", small.pop().message());
    }
  }

  @Nested
  @DisplayName("ScriptingSystem")
  class OnTheMainThread {
    @Test
    @DisplayName("update: has a Lua function told that a CVar changed")
    void onChange() throws InterruptedException {
      try (ScriptingSystem system = system()) {
        system.execute(
            "function OnFOVChanged(name, old, new) console.log('info', name .. ' ' .. old .. ' ' .."
                + " new) end cvar.on_change('r_fov', 'OnFOVChanged')");
        variables.setFromString("r_fov", "75.0");
        system.update();
        variables.setFromString("r_fov", "90.0");
        variables.setFromString("r_fov", "90.0");
        system.update();
        assertEquals(List.of("info r_fov  75.0", "info r_fov 75.0 90.0"), List.copyOf(logged));
      }
    }

    @Test
    @DisplayName("update: drains the queue, and tells results")
    void drains() throws InterruptedException {
      try (ScriptingSystem system = system()) {
        queue.push(new Action(ActionKind.SCRIPT_RESULT, "OK"));
        queue.push(new Action(ActionKind.SCRIPT_RESULT, "ERROR: x"));
        system.update();
        assertEquals(List.of("OK", "ERROR: x"), results);
      }
    }

    @Test
    @DisplayName("update: only the main thread changes variables")
    void workersOnlyRead() throws InterruptedException {
      try (ScriptingSystem system = system()) {
        assertEquals(
            "OK", ran("cvar.set('r_fov', '90') assert(cvar.get('r_fov') == nil)").message());
        assertEquals(Optional.empty(), variables.getAsString("r_fov"));
        system.update();
        assertEquals(Optional.of("90"), variables.getAsString("r_fov"));
      }
    }

    @Test
    @DisplayName("update: a function that is not there is an error that is told")
    void noHandler() throws InterruptedException {
      try (ScriptingSystem system = system()) {
        variables.onChange("x", "Missing");
        variables.setFromString("x", "1");
        system.update();
        assertEquals(List.of("ERROR: no function Missing"), results);
      }
    }

    @Test
    @DisplayName("init and deinit: has one state of the pool, and gives it back")
    void ownState() throws InterruptedException {
      ScriptingSystem system = system();
      assertEquals(2, states.available());
      system.close();
      assertEquals(3, states.available());
    }
  }

  @Nested
  @DisplayName("Lua helpers")
  class Helpers {
    @Test
    @DisplayName("executeLuaBuffer: success and text, or failure and why")
    void executeLuaBuffer() throws InterruptedException {
      LuaState state = states.acquire();
      assertEquals(new ExecuteResult(true, "4"), state.executeLuaBuffer("return 2 + 2"));
      assertEquals(new ExecuteResult(true, ""), state.executeLuaBuffer("x = 1"));
      assertEquals("1", state.executeLuaBuffer("return x").text());
      assertEquals(new ExecuteResult(false, "script:1: no"), state.executeLuaBuffer("error('no')"));
    }

    @Test
    @DisplayName("callNamedHandler: calls a global function; what it does goes no further")
    void callNamedHandler() throws InterruptedException {
      LuaState state = states.acquire();
      state.executeLuaBuffer("function F(a, b) return a .. b end function G() error('no', 0) end");
      assertEquals(new ExecuteResult(true, "xy"), state.callNamedHandler("F", "x", "y"));
      assertEquals("ERROR: no", state.callNamedHandler("G").message());
    }
  }

  @Nested
  @DisplayName("modules")
  class LuaModules {
    @Test
    @DisplayName("console.log: four levels, no other")
    void log() throws InterruptedException {
      for (String level : List.of("debug", "info", "warn", "error")) {
        assertEquals("OK", ran("console.log('" + level + "', 'x')").message());
      }
      assertTrue(ran("console.log('loud', 'x')").message().contains("no level loud"));
      assertEquals(4, logged.size());
    }

    @Test
    @DisplayName("console.execute: a command, on the main thread")
    void execute() throws InterruptedException {
      try (ScriptingSystem system = system()) {
        ran("console.execute('set r_vsync true')");
        assertEquals(Optional.empty(), variables.getAsString("r_vsync"));
        system.update();
        assertEquals(Optional.of("true"), variables.getAsString("r_vsync"));
        ran("console.execute('fly')");
        system.update();
        assertEquals(List.of("ERROR: no command fly"), results);
      }
    }

    @Test
    @DisplayName("cvar.get, cvar.set, cvar.on_change, cvar.get_lua_handler")
    void cvar() throws InterruptedException {
      variables.setFromString("r_fov", "90");
      LuaState state = states.acquire();
      assertEquals("90", state.executeLuaBuffer("return cvar.get('r_fov')").text());
      assertEquals("", state.executeLuaBuffer("return cvar.get('none')").text());
      state.executeLuaBuffer("cvar.on_change('r_fov', 'F')");
      assertEquals("F", state.executeLuaBuffer("return cvar.get_lua_handler('r_fov')").text());
    }

    @Test
    @DisplayName("QueueFull: an error in Lua")
    void queueFull() throws InterruptedException {
      LuaState state = states.acquire();
      ExecuteResult result =
          state.executeLuaBuffer("for i = 1, 300 do cvar.set('x', tostring(i)) end");
      assertEquals("script:1: QueueFull: 256 actions wait in 'cvar.set'", result.text());
    }
  }

  @Nested
  @DisplayName("messages")
  class Texts {
    @Test
    @DisplayName("CVarLua: handler, name, old and new with NUL between them")
    void cvarLua() {
      String message = Messages.join("OnFOVChanged", "r_fov", "75.0", "90.0");
      assertEquals("OnFOVChanged\0r_fov\00075.0\00090.0", message);
      assertEquals(List.of("OnFOVChanged", "r_fov", "75.0", "90.0"), Messages.split(message));
      assertEquals(List.of("a", "", "b c"), Messages.split(Messages.join("a", "", "b\0c")));
    }

    @Test
    @DisplayName("ScriptResult: OK, or ERROR and the message")
    void scriptResult() {
      assertEquals("OK", new ExecuteResult(true, "4").message());
      assertEquals(
          "ERROR: attempt to call a nil value",
          new ExecuteResult(false, "attempt to call a nil value").message());
    }
  }

  @Nested
  @DisplayName("CVarRegistry")
  class Variables {
    @Test
    @DisplayName("takePendingChanges: each change once, with its handler")
    void changes() {
      variables.onChange("a", "OnA");
      variables.setFromString("a", "1");
      variables.setFromString("b", "2");
      variables.setFromString("a", "3");
      assertEquals(
          List.of(
              new Change("a", "", "1", "OnA"),
              new Change("b", "", "2", ""),
              new Change("a", "1", "3", "OnA")),
          variables.takePendingChanges());
      assertEquals(List.of(), variables.takePendingChanges());
    }

    @Test
    @DisplayName("console commands: set, and those of the host")
    void commands() {
      List<List<String>> heard = new ArrayList<>();
      commands.register("give", heard::add);
      assertEquals("OK", commands.execute(" give sword  2 "));
      assertEquals(List.of(List.of("sword", "2")), heard);
      assertEquals("ERROR: set needs a name and a value", commands.execute("set x"));
      assertEquals(List.of("give", "set"), commands.names());
    }
  }
}
