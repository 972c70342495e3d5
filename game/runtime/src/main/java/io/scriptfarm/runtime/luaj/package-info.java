/// LuaJ as an engine. Its interpreter is used as it is; library functions that are wrong in it, or
/// that would run without end, are ours.
@NullMarked
package io.scriptfarm.runtime.luaj;

import org.jspecify.annotations.NullMarked;
