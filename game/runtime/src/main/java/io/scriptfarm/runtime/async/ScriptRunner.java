package io.scriptfarm.runtime.async;

import io.scriptfarm.runtime.async.ScriptAction.ActionKind;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/// Has workers run scripts. Safe for concurrent use.
public final class ScriptRunner implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ScriptRunner.class.getName());

  private final Executor threadPool;
  private final StatePool<LuaState> statePool;
  private final ActionQueue actionQueue;
  private volatile boolean closed;

  /// All three stay the caller's.
  public ScriptRunner(Executor threadPool, StatePool<LuaState> statePool, ActionQueue actionQueue) {
    this.threadPool = threadPool;
    this.statePool = statePool;
    this.actionQueue = actionQueue;
  }

  /// Runs a script soon, and tells the main thread how it ended.
  public void enqueueScript(String script) {
    enqueueScript(script, _ -> {});
  }

  /// @param onComplete is called on the worker, and may change nothing of the game; what it throws
  ///     is logged
  /// @throws RejectedExecutionException after {@link #close}
  public void enqueueScript(String script, Consumer<ExecuteResult> onComplete) {
    if (closed) {
      throw new RejectedExecutionException("the runner is closed");
    }
    threadPool.execute(() -> run(script, onComplete));
  }

  private void run(String script, Consumer<ExecuteResult> onComplete) {
    try {
      LuaState state = statePool.acquire();
      ExecuteResult result;
      try {
        result = state.executeLuaBuffer(script);
      } finally {
        statePool.release(state);
      }
      complete(onComplete, result);
      actionQueue.push(new ScriptAction(ActionKind.SCRIPT_RESULT, result.message()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the pool of threads ends
    }
  }

  private static void complete(Consumer<ExecuteResult> onComplete, ExecuteResult result) {
    try {
      onComplete.accept(result);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "what was to be called after a script failed", e);
    }
  }

  /// Takes no more scripts; those that it took run.
  @Override
  public void close() {
    closed = true;
  }
}
