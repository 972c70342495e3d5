/// Where the time of a job goes.
@NullMarked
package io.scriptfarm.contract.phase;

import org.jspecify.annotations.NullMarked;
