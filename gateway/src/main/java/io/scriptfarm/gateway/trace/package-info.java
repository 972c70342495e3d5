/// Lua tracebacks as TypeScript, by the source maps of the builds.
@NullMarked
package io.scriptfarm.gateway.trace;

import org.jspecify.annotations.NullMarked;
