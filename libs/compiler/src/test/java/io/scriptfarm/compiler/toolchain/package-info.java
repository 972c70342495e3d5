@NullMarked
package io.scriptfarm.compiler.toolchain;

import org.jspecify.annotations.NullMarked;
