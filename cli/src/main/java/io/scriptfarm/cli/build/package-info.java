/// The command `farm build`: submits a snapshot, follows the events, writes the outputs, prints the
/// diagnostics.
@NullMarked
package io.scriptfarm.cli.build;

import org.jspecify.annotations.NullMarked;
