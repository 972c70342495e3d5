/// The command `farm doctor`: what the farm sees of a project, and what is in its way.
@NullMarked
package io.scriptfarm.cli.doctor;

import org.jspecify.annotations.NullMarked;
