/// Where scripts come from while a game runs: a folder, or generations of a farm. What changes goes
/// to {@link io.scriptfarm.runtime.script.LuaScriptSystem} between two ticks. Alone knows
/// `game/delivery`.
@NullMarked
package io.scriptfarm.runtime.source;

import org.jspecify.annotations.NullMarked;
