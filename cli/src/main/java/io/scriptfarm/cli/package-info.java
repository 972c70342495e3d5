/// The operators' commands of `./farm`.
@NullMarked
package io.scriptfarm.cli;

import org.jspecify.annotations.NullMarked;
