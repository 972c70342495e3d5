/// From a line of Lua to its line of TypeScript: source maps, and tracebacks as Lua prints them.
/// Knows files of builds, not builds.
@NullMarked
package io.scriptfarm.trace;

import org.jspecify.annotations.NullMarked;
