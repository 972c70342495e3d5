/// What comes with the farm for any project: the driver and its runtime, and a pair of TypeScript
/// and TypeScriptToLua, bundled at build time.
@NullMarked
package io.scriptfarm.toolchain;

import org.jspecify.annotations.NullMarked;
