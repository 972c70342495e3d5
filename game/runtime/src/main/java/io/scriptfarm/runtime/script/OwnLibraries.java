package io.scriptfarm.runtime.script;

import io.scriptfarm.runtime.engine.Arguments;
import io.scriptfarm.runtime.engine.HostException;
import io.scriptfarm.runtime.engine.HostFunction;
import io.scriptfarm.runtime.engine.Library;
import io.scriptfarm.runtime.engine.PlainData;
import io.scriptfarm.runtime.engine.ScriptFunction;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What scripts may call that is about scripts: `timer` and `events`. What they register belongs to
/// the version that runs.
final class OwnLibraries {
  private final Calls calls;
  private final Timers timers;
  private final LuaScriptSystem system;

  OwnLibraries(Calls calls, Timers timers, LuaScriptSystem system) {
    this.calls = calls;
    this.timers = timers;
    this.system = system;
  }

  List<Library> all() {
    return List.of(
        Library.of(
            "timer",
            Map.<String, HostFunction>of(
                "after", arguments -> timer(arguments, 0),
                "every", arguments -> timer(arguments, arguments.number(1)),
                "cancel", arguments -> timers.cancel(running(), (long) arguments.number(1)),
                "now", _ -> system.time())),
        Library.of("events", Map.<String, HostFunction>of("on", this::on, "emit", this::emit)));
  }

  private Script script() {
    return calls.current().orElseThrow(() -> new HostException("no script is called"));
  }

  private Running running() {
    Running running = script().registering();
    if (running == null) {
      throw new HostException("the script has ended");
    }
    return running;
  }

  private Object timer(Arguments arguments, double period) {
    double seconds = arguments.number(1);
    ScriptFunction function = arguments.function(2);
    if (!(seconds >= 0)) {
      throw new HostException("a timer needs 0 seconds or more");
    }
    return (double) timers.add(script(), running(), system.time() + seconds, period, function);
  }

  private @Nullable Object on(Arguments arguments) {
    running().on(arguments.string(1), arguments.function(2));
    return null;
  }

  private @Nullable Object emit(Arguments arguments) {
    system.emit(arguments.string(1), PlainData.of(arguments.get(2)));
    return null;
  }
}
