/// Runs what TypeScriptToLua's recorded suite became in Lua, in every Lua of its target, and
/// compares the values with the recorded ones: where is Lua not Lua?
@NullMarked
package io.scriptfarm.luaparity;

import org.jspecify.annotations.NullMarked;
