/// Real Lua as an engine: 5.1, 5.4 and LuaJIT, through their C API. For scripts that a server
/// trusts; docs/runtime.md has what it keeps apart, and what it cannot.
@NullMarked
package io.scriptfarm.runtime.reallua;

import org.jspecify.annotations.NullMarked;
