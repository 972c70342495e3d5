package io.scriptfarm.runtime.script;

import io.scriptfarm.runtime.engine.MemoryWalk;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/// Measures what scripts hold, one after the other, a little each tick: a script's figure is as old
/// as the last turn.
final class MemoryTurns {
  private static final int OBJECTS = 400; // a tick; tens of microseconds

  private final NavigableMap<Long, Script> scripts;
  private final long most;
  private final Calls calls;
  private @Nullable Script measured;
  private @Nullable MemoryWalk walk;
  private long last = Long.MIN_VALUE; // entity

  /// @param most bytes that a script may hold
  MemoryTurns(NavigableMap<Long, Script> scripts, long most, Calls calls) {
    this.scripts = scripts;
    this.most = most;
    this.calls = calls;
  }

  void tick() {
    MemoryWalk current = walk;
    Script script = measured;
    if (current == null || script == null) {
      begin();
    } else if (current.go(OBJECTS)) {
      walk = null;
      script.memory = current.bytes();
      if (script.memory > most) {
        calls.disable(script, ScriptEvent.Cause.MEMORY);
      }
    }
  }

  private void begin() {
    Map.Entry<Long, Script> next = scripts.higherEntry(last);
    if (next == null) {
      last = Long.MIN_VALUE; // again from the first one, in the next tick
      return;
    }
    last = next.getKey();
    Running running = next.getValue().running;
    if (running != null) {
      measured = next.getValue();
      walk = running.instance().walk();
    }
  }
}
