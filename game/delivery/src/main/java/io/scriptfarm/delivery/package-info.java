/// Published scripts inside of a game server written in Java (requirements R20 to R26).
@NullMarked
package io.scriptfarm.delivery;

import org.jspecify.annotations.NullMarked;
