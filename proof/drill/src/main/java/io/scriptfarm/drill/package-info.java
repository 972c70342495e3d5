@NullMarked
package io.scriptfarm.drill;

import org.jspecify.annotations.NullMarked;
