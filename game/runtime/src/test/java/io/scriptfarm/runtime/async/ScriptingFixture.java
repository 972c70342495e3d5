package io.scriptfarm.runtime.async;

import io.scriptfarm.runtime.async.ScriptAction.ActionKind;
import io.scriptfarm.runtime.engine.Allowance;
import io.scriptfarm.runtime.luaj.LuaJEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;

/// Workers, a pool of states, a queue and variables, for tests.
abstract class ScriptingFixture {
  private static final int WORKERS = 2;
  private static final Allowance SHORT = new Allowance(1_000_000, Duration.ofSeconds(10));

  final ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
  final CVarRegistry variables = new CVarRegistry();
  final ConsoleCommands commands = new ConsoleCommands(variables);
  final ActionQueue queue = new ActionQueue();
  final BlockingQueue<String> logged = new LinkedBlockingQueue<>();
  final List<String> results = new ArrayList<>();
  final StatePool<LuaState> states =
      new StatePool<>(
          WORKERS + 1,
          () ->
              new LuaState(
                  LuaJEngine.ofText(),
                  WorkerLibraries.of(
                      variables, queue, (level, text) -> logged.add(level + " " + text)),
                  SHORT),
          LuaState::close);
  final ScriptRunner runner = new ScriptRunner(threads, states, queue);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  ScriptingSystem system() throws InterruptedException {
    return new ScriptingSystem(variables, commands, states, queue, results::add);
  }

  /// A script that a worker ran, and that said how it ended.
  ScriptAction ran(String script) throws InterruptedException {
    runner.enqueueScript(script);
    while (true) {
      ScriptAction action = queue.pop();
      if (action.kind() == ActionKind.SCRIPT_RESULT) {
        return action;
      }
      queue.push(action);
    }
  }
}
