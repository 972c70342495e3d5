package io.scriptfarm.runtime.async;

import io.scriptfarm.runtime.async.ScriptAction.ActionKind;
import java.util.List;
import java.util.function.Consumer;

/// What the main thread does for scripts that workers run: it applies what they want, and has Lua
/// told of variables that changed. Has a state of the pool for itself, in which the functions are
/// that are told.
public final class ScriptingSystem implements AutoCloseable {
  private final CVarRegistry variables;
  private final ConsoleCommands commands;
  private final StatePool<LuaState> statePool;
  private final ActionQueue actionQueue;
  private final Consumer<String> results;
  private final LuaState own;

  /// Takes a state of the pool, and waits until one is free.
  ///
  /// @param results hears how scripts and functions ended: `OK`, or `ERROR: ` and why
  public ScriptingSystem(
      CVarRegistry variables,
      ConsoleCommands commands,
      StatePool<LuaState> statePool,
      ActionQueue actionQueue,
      Consumer<String> results)
      throws InterruptedException {
    this.variables = variables;
    this.commands = commands;
    this.statePool = statePool;
    this.actionQueue = actionQueue;
    this.results = results;
    this.own = statePool.acquire();
  }

  /// Runs a script at once, on the main thread; its functions may be told of changes.
  public ExecuteResult execute(String script) {
    return own.executeLuaBuffer(script);
  }

  /// Each tick, on the main thread: first what waits in the queue, then what changed. Takes no more
  /// actions than waited when it began.
  public void update() {
    for (int left = actionQueue.size(); left > 0; left--) {
      actionQueue.tryPop().ifPresent(this::apply);
    }
    for (CVarRegistry.Change change : variables.takePendingChanges()) {
      if (!change.handler().isEmpty()) {
        apply(
            new ScriptAction(
                ActionKind.CVAR_LUA,
                Messages.join(change.handler(), change.name(), change.old(), change.now())));
      }
    }
  }

  private void apply(ScriptAction action) {
    List<String> parts = Messages.split(action.message());
    switch (action.kind()) {
      case SCRIPT_RESULT -> results.accept(action.message());
      case CVAR_LUA -> {
        Object[] arguments = parts.subList(1, parts.size()).toArray();
        ExecuteResult result = own.callNamedHandler(parts.getFirst(), arguments);
        if (!result.success()) {
          results.accept(result.message());
        }
      }
      case CVAR_NATIVE -> variables.setFromString(parts.getFirst(), parts.getLast());
      case CONSOLE -> {
        String result = commands.execute(action.message());
        if (Messages.isError(result)) {
          results.accept(result);
        }
      }
    }
  }

  /// Gives its state back.
  @Override
  public void close() {
    statePool.release(own);
  }
}
