/// `farm parity`: scripts run as TypeScript and as Lua.
@NullMarked
package io.scriptfarm.cli.parity;

import org.jspecify.annotations.NullMarked;
