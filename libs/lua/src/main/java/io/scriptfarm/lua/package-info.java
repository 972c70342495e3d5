/// Lua text to bytecode of every dialect that engines load.
@NullMarked
package io.scriptfarm.lua;

import org.jspecify.annotations.NullMarked;
