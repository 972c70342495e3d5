/// The compilers that come with the farm: TypeScript and TypeScriptToLua, bundled at build time
/// into one script with the farm's driver around them.
@NullMarked
package io.scriptfarm.toolchain;

import org.jspecify.annotations.NullMarked;
