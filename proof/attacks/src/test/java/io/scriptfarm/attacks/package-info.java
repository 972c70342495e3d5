/// Projects that mean harm, and what becomes of their neighbours.
@NullMarked
package io.scriptfarm.attacks;

import org.jspecify.annotations.NullMarked;
