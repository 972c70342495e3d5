@NullMarked
package io.scriptfarm.lua;

import org.jspecify.annotations.NullMarked;
