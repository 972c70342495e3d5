/// From a program's graph to a plan: what each script can see, and so its key. Pure: no engine runs
/// here.
@NullMarked
package io.scriptfarm.compiler.plan;

import org.jspecify.annotations.NullMarked;
