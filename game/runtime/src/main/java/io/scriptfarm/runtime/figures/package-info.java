/// Figures of running scripts for tools that others made: Micrometer, and viewers of Chrome traces.
@NullMarked
package io.scriptfarm.runtime.figures;

import org.jspecify.annotations.NullMarked;
