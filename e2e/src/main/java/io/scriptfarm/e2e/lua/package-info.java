/// Lua as engines run it: real interpreters and LuaJ.
@NullMarked
package io.scriptfarm.e2e.lua;

import org.jspecify.annotations.NullMarked;
