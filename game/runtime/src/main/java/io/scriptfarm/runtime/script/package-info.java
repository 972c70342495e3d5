/// Scripts of entities: when they run, what they may take, and how they are replaced while the game
/// runs. {@link io.scriptfarm.runtime.script.LuaScriptSystem} is what a game server calls.
@NullMarked
package io.scriptfarm.runtime.script;

import org.jspecify.annotations.NullMarked;
