/// Lua text to Lua 5.2 bytecode.
@NullMarked
package io.scriptfarm.compiler.lua;

import org.jspecify.annotations.NullMarked;
