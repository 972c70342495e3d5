/// Runs a script as TypeScript and as Lua, and says where they differ
/// (requirement R10).
@NullMarked
package io.scriptfarm.parity;

import org.jspecify.annotations.NullMarked;
