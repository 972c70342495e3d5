/// Edits projects at random, and compares each build of a farm with a clean one of `tstl -p`.
@NullMarked
package io.scriptfarm.soundness;

import org.jspecify.annotations.NullMarked;
