/// `farm trace`: Lua tracebacks as TypeScript.
@NullMarked
package io.scriptfarm.cli.trace;

import org.jspecify.annotations.NullMarked;
