package io.scriptfarm.runtime.async;

import io.scriptfarm.runtime.async.ActionQueue.QueueFullException;
import io.scriptfarm.runtime.async.ScriptAction.ActionKind;
import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.HostFunction;
import io.scriptfarm.runtime.engine.Library;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// `console` and `cvar` for scripts of any thread: they read at once, and what they change goes to
/// the main thread through the queue.
public final class WorkerLibraries {
  private WorkerLibraries() {}

  /// @param log hears level and message, on the script's thread
  public static List<Library> of(
      CVarRegistry variables, ActionQueue actions, BiConsumer<String, String> log) {
    return List.of(
        Library.of(
            "console",
            Map.<String, HostFunction>of(
                "log",
                new ConsoleLog(log),
                "execute",
                arguments -> {
                  offer(actions, new ScriptAction(ActionKind.CONSOLE, arguments.string(1)));
                  return null;
                })),
        Library.of(
            "cvar",
            Map.<String, HostFunction>of(
                "get",
                arguments -> variables.getAsString(arguments.string(1)).orElse(null),
                "set",
                arguments -> {
                  offer(
                      actions,
                      new ScriptAction(
                          ActionKind.CVAR_NATIVE,
                          Messages.join(arguments.string(1), arguments.string(2))));
                  return null;
                },
                "on_change",
                arguments -> {
                  variables.onChange(arguments.string(1), arguments.string(2));
                  return null;
                },
                "get_lua_handler",
                arguments -> {
                  String handler = variables.getLuaHandler(arguments.string(1));
                  return handler.isEmpty() ? null : handler;
                })));
  }

  private static void offer(ActionQueue actions, ScriptAction action) {
    try {
      actions.offer(action);
    } catch (QueueFullException e) {
      throw new HostException(String.valueOf(e.getMessage()));
    }
  }
}
