package io.scriptfarm.runtime.async;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.scriptfarm.runtime.async.ActionQueue.QueueFullException;
import io.scriptfarm.runtime.async.ScriptAction.ActionKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Each row of the tables of the scripting API, by its name: the components.
@DisplayName("R31 the scripting API")
class ScriptingApiTest extends ScriptingFixture {
  @Nested
  @DisplayName("ScriptRunner")
  class Runner {
    @Test
    @DisplayName("init and enqueueScript: a worker runs the script and says OK")
    void enqueueScript() throws InterruptedException {
      assertEquals(
          new ScriptAction(ActionKind.SCRIPT_RESULT, "OK"), ran("console.log('info', 'hello')"));
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
    private static final ScriptAction OK = new ScriptAction(ActionKind.SCRIPT_RESULT, "OK");

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
      queue.push(new ScriptAction(ActionKind.CONSOLE, "x"));
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
                      small.push(new ScriptAction(ActionKind.CONSOLE, "second"));
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
        queue.push(new ScriptAction(ActionKind.SCRIPT_RESULT, "OK"));
        queue.push(new ScriptAction(ActionKind.SCRIPT_RESULT, "ERROR: x"));
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
}
