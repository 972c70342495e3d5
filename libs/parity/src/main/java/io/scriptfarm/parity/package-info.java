/// Runs a script's TypeScript and its Lua beside each other, and says where they differ
/// (requirement R10).
@NullMarked
package io.scriptfarm.parity;

import org.jspecify.annotations.NullMarked;
