/// Generations of a workspace: which there are, what differs, back to an earlier one, who runs
/// which.
@NullMarked
package io.scriptfarm.cli.generation;

import org.jspecify.annotations.NullMarked;
