package io.scriptfarm.runtime.script;

import io.scriptfarm.runtime.engine.MemoryWalk;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/// Measures what scripts hold, one after the other, a little each tick. A script that took so much
/// since its last turn that it might hold too much is next, and is measured faster. So it does not
/// wait for a thousand small ones.
final class MemoryTurns {
  private static final int OBJECTS = 400; // a tick; tens of microseconds
  private static final int OBJECTS_OF_A_TAKER = 2_000;

  private final NavigableMap<Long, Script> scripts;
  private final long most;
  private final Calls calls;
  private @Nullable Script measured;
  private @Nullable MemoryWalk walk;
  private boolean hurries;
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
    } else if (current.go(hurries ? OBJECTS_OF_A_TAKER : OBJECTS)) {
      walk = null;
      script.memory = current.bytes();
      if (script.memory > most) {
        calls.disable(script, ScriptEvent.Cause.MEMORY);
      }
    }
  }

  private void begin() {
    Script taker = hurries ? null : calls.taker(); // not twice in turn: the others wait too
    hurries = taker != null;
    if (taker != null) {
      measure(taker);
      return;
    }
    Map.Entry<Long, Script> next = scripts.higherEntry(last);
    if (next == null) {
      last = Long.MIN_VALUE; // again from the first one, in the next tick
      return;
    }
    last = next.getKey();
    measure(next.getValue());
  }

  private void measure(Script script) {
    script.taken = 0;
    Running running = script.running;
    if (running != null) {
      measured = script;
      walk = running.instance().walk();
    }
  }
}
