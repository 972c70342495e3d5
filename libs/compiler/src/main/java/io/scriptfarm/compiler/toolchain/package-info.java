/// The compilers that projects bring, and those that the farm has: found, identified by content,
/// and made into one script for an engine.
@NullMarked
package io.scriptfarm.compiler.toolchain;

import org.jspecify.annotations.NullMarked;
