@NullMarked
package io.scriptfarm.compiler.parity;

import org.jspecify.annotations.NullMarked;
