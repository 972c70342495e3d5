/// Records what comes into a game from outside, and runs it again. The same inputs give the same
/// ticks; where they do not, the first tick that differs is found.
@NullMarked
package io.scriptfarm.runtime.replay;

import org.jspecify.annotations.NullMarked;
