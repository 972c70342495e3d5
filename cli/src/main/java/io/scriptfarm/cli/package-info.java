/// The command line `./farm`.
@NullMarked
package io.scriptfarm.cli;

import org.jspecify.annotations.NullMarked;
