@NullMarked
package io.scriptfarm.parity;

import org.jspecify.annotations.NullMarked;
