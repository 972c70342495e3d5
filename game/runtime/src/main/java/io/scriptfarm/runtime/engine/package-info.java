/// A Lua as the runtime sees it: how scripts are loaded and called, what they cost, and what they
/// may call. Knows no Lua implementation.
@NullMarked
package io.scriptfarm.runtime.engine;

import org.jspecify.annotations.NullMarked;
