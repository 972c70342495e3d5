/// Runs the Lua of TypeScriptToLua's recorded test suite in every Lua of its target, and compares
/// the values with the recorded ones.
@NullMarked
package io.scriptfarm.luaparity;

import org.jspecify.annotations.NullMarked;
