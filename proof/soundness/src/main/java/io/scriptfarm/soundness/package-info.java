/// Random edits: whatever changes in a project, a farm's build is what a clean `tstl -p` gives.
@NullMarked
package io.scriptfarm.soundness;

import org.jspecify.annotations.NullMarked;
