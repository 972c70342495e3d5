package io.scriptfarm.runtime.script;

import io.scriptfarm.runtime.script.Origins.Origin;
import io.scriptfarm.runtime.script.ScriptEvent.Cause;
import java.util.Optional;

/// An error that scripts did not catch, or a call that was ended. The same one again is counted.
///
/// @param generation of the version that made it
/// @param message with its place in the Lua
/// @param origin that place in TypeScript, where it is known
/// @param traceback Lua's, innermost first; empty when nothing of Lua ran
/// @param typescript message and traceback, with TypeScript's places where they are known
/// @param entity whose script it was the last time
/// @param firstTick when it came first
/// @param lastTick when it came last
public record ScriptError(
    String script,
    long generation,
    Cause cause,
    String message,
    Optional<Origin> origin,
    String traceback,
    String typescript,
    long entity,
    long firstTick,
    long lastTick,
    long count) {

  ScriptError again(long entity, long tick) {
    return new ScriptError(
        script,
        generation,
        cause,
        message,
        origin,
        traceback,
        typescript,
        entity,
        firstTick,
        tick,
        count + 1);
  }
}
