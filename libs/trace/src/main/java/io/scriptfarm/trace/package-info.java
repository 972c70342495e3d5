/// From a line of Lua to the line of TypeScript that it was: source maps, and tracebacks as Lua
/// prints them. Knows nothing of builds but the files that they write.
@NullMarked
package io.scriptfarm.trace;

import org.jspecify.annotations.NullMarked;
