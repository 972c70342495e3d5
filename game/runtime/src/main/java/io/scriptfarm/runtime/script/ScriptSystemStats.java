package io.scriptfarm.runtime.script;

/// All scripts together.
///
/// @param tick how many there were
/// @param scripts entities with a script
/// @param updating scripts that are called each tick; the others are not visited
/// @param calls since the beginning, as the next ones
/// @param instructionsOfTick of the last tick, as the next one
/// @param nanosOfTick spent in scripts
/// @param deferred scripts that the last tick had no time for
/// @param memory bytes that all scripts hold, about
/// @param execute calls of scripts
/// @param load texts that were compiled and run, the first or a later version
/// @param reload versions that took the place of others, with all that belongs to it
public record ScriptSystemStats(
    long tick,
    int scripts,
    int updating,
    int timers,
    long calls,
    long failures,
    long reloads,
    long parametersParsed,
    long instructionsOfTick,
    long nanosOfTick,
    int deferred,
    long memory,
    Timing execute,
    Timing load,
    Timing reload) {}
