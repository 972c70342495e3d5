@NullMarked
package io.scriptfarm.compiler.protocol;

import org.jspecify.annotations.NullMarked;
