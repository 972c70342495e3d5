/// A farm on this machine: the commands `up`, `down`, `status` and `logs`.
@NullMarked
package io.scriptfarm.cli.run;

import org.jspecify.annotations.NullMarked;
