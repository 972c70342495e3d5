@NullMarked
package io.scriptfarm.compiler.engine;

import org.jspecify.annotations.NullMarked;
