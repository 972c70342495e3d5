@NullMarked
package io.scriptfarm.compiler.lua;

import org.jspecify.annotations.NullMarked;
